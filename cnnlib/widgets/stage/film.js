// Shows the frames of a chart and answers for each one it has shown, so that no more are sent than the wire can carry.

export default { render };

function render({ model, el }) {
  const root = add("div", "film", el);
  const bar = add("progress", "film-progress", root);
  const image = add("img", "film-frame", root);
  const words = add("div", "film-words", root);
  const tools = add("div", "tools", root);
  let frame = null, url = "";

  const show = async () => {
    frame = new Blob([model.get("png")], { type: "image/png" });
    const number = model.get("number"), before = url;
    url = URL.createObjectURL(frame);
    image.src = url;
    image.alt = model.get("title");
    words.textContent = model.get("words");
    [bar.value, bar.max] = model.get("done");
    bar.setAttribute("aria-label", `Step ${bar.value} of ${bar.max}`);
    await image.decode().catch(() => {});        // a newer frame has taken its place
    if (before) URL.revokeObjectURL(before);
    model.send({ kind: "shown", number });
  };
  const view = crypto.getRandomValues(new Uint32Array(1))[0];    // which of several views has asked
  const receive = (message) => {
    if (message.kind === "csv" && message.view === view) save(new Blob([message.text], { type: "text/csv" }), "training.csv");
  };

  button(tools, "Save chart (PNG)", "Save the chart as it stands", () => save(frame, "training.png"));
  button(tools, "Save numbers (CSV)", "Save the numbers of every step, without losing a digit",
         () => model.send({ kind: "csv", view }));
  show();
  model.on("change:number", show);
  model.on("msg:custom", receive);
  return () => {
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
