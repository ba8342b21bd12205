// What becomes of a stage whose kernel is gone, silent or out of reach for a while. Joined to stage.js, which calls it.

const LOST = "The kernel behind this explorer is gone. Press Shift+Enter in its cell to bring it back.";
const SILENT = "No answer yet: the kernel is busy with another cell, or far away. What you did waits for it.";
const AGAIN = "The connection was lost for a moment. What was under way then may not have arrived: look, and do it again.";
const PATIENCE = 1500;                             // milliseconds without an answer until something is said

// ipywidgets marks the views of a model whose kernel was restarted; one that was shut down is known to JupyterLab alone. The
// picture says so, too. back(): what is to be done when a connection that was lost is there again.
function watchKernel(model, stage, el, back) {
  const manager = model.widget_manager, kernel = manager?.kernel;
  let away = false, was = false;
  const look = () => {
    const lost = Boolean(el.closest(".jupyter-widgets-disconnected")) || Boolean(kernel?.isDisposed) || kernel?.status === "dead";
    const box = el.closest(".cnnlib-explorer") ?? stage.root;
    box.classList.toggle("cnnlib-lost", lost);
    for (const part of box.querySelectorAll(".cnnlib-first, .cnnlib-folds, .cnnlib-film-bar")) part.inert = lost;   // no button pretends
    stage.lost.hidden = !lost;
    if (lost !== was) stage.status.textContent = lost ? LOST : model.get("status");
    if (lost) rest(manager);
    was = lost;
  };
  const link = (_, status) => {
    if (status === "connected" && away && revive(manager) + back() > 0) stage.status.textContent = AGAIN;
    away = status !== "connected";
  };
  const watch = new MutationObserver(look);
  const follow = () => {
    const view = el.closest(".jupyter-widgets");
    if (view) watch.observe(view, { attributes: true, attributeFilter: ["class"] });
    look();
  };
  requestAnimationFrame(follow);          // once ipywidgets has put the element into its view
  kernel?.statusChanged?.connect(look);
  kernel?.disposed?.connect(look);
  kernel?.connectionStatusChanged?.connect(link);
  return { disconnect: () => {
    watch.disconnect();
    kernel?.statusChanged?.disconnect(look);
    kernel?.disposed?.disconnect(look);
    kernel?.connectionStatusChanged?.disconnect(link);
  } };
}

const live = (manager) => [...(manager?._modelsSync?.values() ?? [])];

// Nothing plays on without a kernel. Silently: a change that is heard would be sent to it.
function rest(manager) {
  for (const one of live(manager)) if (one.get("playing")) one.set("playing", false, { silent: true });
}

// ipywidgets holds back what a control sends until its last message is answered: one that was lost never is. Where the control
// stands now is sent again. Returns how many had waited.
function revive(manager) {
  const waiting = live(manager).filter((one) => one.comm_live && one._pending_msgs > 0);
  for (const one of waiting) {
    const name = ["index", "value"].find((key) => ["number", "string", "boolean"].includes(typeof one.get(key)));
    if (name) one._msg_buffer ??= { [name]: one.get(name) };
    one._pending_msgs = 1;
    one._handle_status({ content: { execution_state: "idle" } });
  }
  return waiting.length;
}
