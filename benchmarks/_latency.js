// What the latency benchmark does in the page: it moves sliders, paints, and notes the frames in which pictures appear.
() => {
  const sliders = (where) => [...document.querySelectorAll(`${where} .widget-hslider`)];
  const slider = (label) => label === "explorer" ? sliders(".cnnlib-first")[0]
    : sliders("").find((box) => box.querySelector("label")?.textContent === label);
  const frame = () => new Promise(requestAnimationFrame);
  const kernel = () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const until = async (met, patience) => {
    const end = performance.now() + patience;
    while (!met() && performance.now() < end) await frame();
    return met();
  };
  // A kernel that answers a widget quickly is never shown as busy, so what is unanswered is counted here.
  let unanswered = 0;
  kernel().anyMessage.connect((_, { msg, direction }) => {
    if (direction === "send" && msg.header.msg_type === "comm_msg") unanswered += 1;
    if (direction === "recv" && msg.parent_header.msg_type === "comm_msg" && msg.content.execution_state === "idle") unanswered -= 1;
  });
  const idle = () => until(() => kernel().status === "idle" && unanswered === 0, 60_000);
  const matrix = (name) => document.querySelector(`.cnnlib-canvas g[data-name="${name}"]`);
  const number = (text) => Number(text.replace("\u2212", "-"));

  // Whether callbacks of an animation frame are running: what they change is painted at the end of this very frame.
  let inFrame = false;
  const rest = new MessageChannel();
  rest.port1.onmessage = () => { inFrame = false; };      // comes after the frame's layout and paint
  const tick = () => {
    inFrame = true;
    rest.port2.postMessage(0);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);

  // One step of a slider as its arrow keys make it; it turns round at ±0.9.
  // What is wanted is counted here, not read from the slider, which an answer of the kernel could have pulled away.
  function sweep(label) {
    let step = 0.0625, wanted = 0;
    const begin = () => { wanted = number(slider(label).querySelector(".noUi-handle").ariaValueText); };
    const move = () => {
      if (Math.abs(wanted) > 0.875) step = -Math.sign(wanted) * Math.abs(step);
      wanted = Number((wanted + step).toFixed(4));
      const key = step > 0 ? "ArrowRight" : "ArrowLeft";
      slider(label).querySelector(".noUi-handle").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    };
    return { begin, move, wanted: () => wanted, scroll: () => slider(label).scrollIntoView() };
  }

  // A pointer that wanders over the image of the explorer, cell after cell, with its button held.
  function brush() {
    const cells = () => matrix("x").children[0].children;
    const point = (kind, k) => {
      const box = cells()[k].getBoundingClientRect();
      const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
      cells()[k].dispatchEvent(new PointerEvent(kind, { ...at, buttons: 1, bubbles: true }));
    };
    let k = 0;
    const move = () => {
      if (k === 0) point("pointerdown", k);
      k = (k + 1) % 64;
      point("pointermove", k);
    };
    const said = () => document.querySelector(".cnnlib-live").textContent;
    return { move, picture: () => document.querySelector(".cnnlib-canvas"), shown: said,
             wanted: () => `x, row ${k >> 3}, column ${k % 8}: 1`, end: () => point("pointerup", k),
             scroll: () => slider("explorer").scrollIntoView() };
  }

  const cases = {
    empty: { ...sweep("empty"), picture: () => document.querySelector(".empty-picture"),
             shown: () => Number(Number(document.querySelector(".empty-picture").textContent).toFixed(4)) },
    explorer: { ...sweep("explorer"), picture: () => document.querySelector(".cnnlib-canvas"),
                shown: () => number(document.querySelector(".cnnlib-live").textContent.split(": ")[1]) },
    naive: { ...sweep("naive"), picture: () => document.querySelector(".widget-interact .widget-output"),
             shown: () => document.querySelector(".widget-interact img")?.src,
             decoded: () => document.querySelector(".widget-interact img").decode() },
    paint: brush(),
  };

  // Milliseconds from one move to the end of the frame that shows another picture.
  async function latency(name) {
    const one = cases[name], before = one.shown();
    await idle();
    await frame();
    one.begin?.();
    const painted = new Promise((done) => {
      const watch = new MutationObserver(async () => {
        if ((one.shown() ?? before) === before) return;
        watch.disconnect();
        await one.decoded?.();
        if (!inFrame) await frame();
        const channel = new MessageChannel();      // its message comes after the frame's layout and paint
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
      });
      watch.observe(one.picture(), { childList: true, subtree: true, characterData: true, attributes: true });
    });
    const start = performance.now();
    one.move();
    return await painted - start;
  }

  // One move in every frame for so many milliseconds: frames with another picture a second, and how it ends.
  async function drag(name, duration) {
    const one = cases[name];
    await idle();
    one.begin?.();
    let shown = one.shown(), pictures = 0, moves = 0;
    const start = await frame();
    let now = start;
    while (now - start < duration) {
      one.move();
      moves += 1;
      now = await frame();
      if (one.shown() !== shown) pictures += 1;      // what it shows comes with the picture; watching its DOM would cost
      shown = one.shown();
    }
    one.end?.();
    const rate = 1000 * pictures / (now - start), wanted = one.wanted();
    const right = name === "naive" || await until(() => one.shown() === wanted, 20_000);
    const queue = performance.now() - now;
    await idle();
    await frame();
    return { rate, moves, queue, last: right && (name === "naive" || one.shown() === wanted) };
  }

  window.bench = { latency, drag, idle, scroll: (name) => cases[name].scroll(), ready: () => document.querySelector(".widget-interact img") };
}
