// The button that asks for a prediction and then checks it. Joined to stage.js, which calls it.

const ASKS = { Predict: "The next step waits: click the cells that you expect, then see it run",
               Check: "Let the step run and see which cells you found" };

// Returns what brings the button to the state of the model.
function asker(model, stage, send) {
  if (!model.get("asks")) return () => {};
  const button = tool(stage, "", "");
  button.addEventListener("click", () => { if (stage.lost.hidden) send({ kind: "ask" }); });
  const look = () => {
    const text = model.get("asks");
    if (button.textContent !== text) Object.assign(button, { textContent: text, title: ASKS[text] });
    button.setAttribute("aria-pressed", String(text === "Check"));
  };
  look();
  return look;
}
