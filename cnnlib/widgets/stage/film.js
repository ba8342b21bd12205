// Shows the frames of a chart and answers for each one it has shown, so that no more are sent than the wire can carry.

export default { render };

function render({ model, el }) {
  const root = add("div", "film", el);
  const tools = add("div", "film-bar", root);
  const bar = add("progress", "film-progress", tools);
  const words = add("div", "film-words", root);
  const image = add("img", "film-frame", root);
  words.setAttribute("role", "status");
  [image.width, image.height] = model.get("size");
  let frame = null, url = "";

  const show = async () => {
    frame = new Blob([model.get("png")], { type: "image/png" });
    const number = model.get("number"), before = url;
    url = URL.createObjectURL(frame);
    image.src = url;
    image.alt = model.get("words");
    [bar.value, bar.max] = model.get("done");
    bar.setAttribute("aria-label", `Step ${bar.value} of ${bar.max}`);
    await image.decode().catch(() => {});        // a newer frame has taken its place
    if (before) URL.revokeObjectURL(before);
    model.send({ kind: "shown", number });
  };
  const gone = () => { words.textContent = "The kernel is gone: run the cell again to go on."; };
  let waiting = 0;
  const fit = () => {               // a frame has as many pixels as the screen shows it with
    const pixels = image.clientWidth * devicePixelRatio / model.get("size")[0];
    const sharp = Math.round(100 * Math.min(3, Math.max(1, pixels))) / 100;
    if (!image.clientWidth || sharp === model.get("sharp")) return;
    model.set("sharp", sharp);
    model.save_changes();
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(fit, 150); };   // not while a page is being resized
  const sizes = new ResizeObserver(soon);
  const view = crypto.getRandomValues(new Uint32Array(1))[0];    // which of several views has asked
  const receive = (message) => {
    if (message.kind === "csv" && message.view === view) save(new Blob([message.text], { type: "text/csv" }), "training.csv");
  };

  button(tools, "Save chart", "Save the chart as it stands, a PNG", () => save(frame, "training.png"));
  button(tools, "Save numbers", "Save the numbers of every step, without losing a digit, a CSV",
         () => model.send({ kind: "csv", view }));
  show();
  sizes.observe(image);
  window.addEventListener("resize", soon);         // another zoom
  model.on("comm_live_update", gone);              // lost after it was live: a restart, or the end
  model.on("change:number", show);
  model.on("msg:custom", receive);
  return () => {
    sizes.disconnect();
    clearTimeout(waiting);
    window.removeEventListener("resize", soon);
    model.off("comm_live_update", gone);
    model.off("change:number", show);
    model.off("msg:custom", receive);
    URL.revokeObjectURL(url);
  };
}

function add(tag, name, parent) {
  const node = document.createElement(tag);
  node.className = `cnnlib-${name}`;
  parent.append(node);
  return node;
}

function button(tools, text, tooltip, act) {
  const made = add("button", "film-button", tools);
  Object.assign(made, { type: "button", textContent: text, title: tooltip });
  made.addEventListener("click", act);
}
