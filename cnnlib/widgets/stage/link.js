// The line of Python that leads back to where an explorer stands: asked of the kernel, put into the clipboard. Where the state
// is too long for a line, the line opens a file, which a second button hands over.

function linker(model, stage, send) {
  const asker = `${crypto.getRandomValues(new Uint32Array(1))[0]}`;           // other views get the answers, too
  const button = tool({ tools: stage.files }, "Copy link", "Copy a line of Python that opens this explorer as it stands now");
  const field = lineField(stage, button), keep = fileButton(stage);
  button.addEventListener("click", () => { if (stage.lost.hidden) send({ kind: "link", asker }); });
  const answered = async (message) => {
    if (message.kind !== "link" || message.asker !== asker) return;
    field.hidden = true;
    keep.offer(message.file);
    const copied = await inClipboard(message.line) || field.offer(message.line);
    stage.status.textContent = copied ? message.said : message.by_hand;
  };
  model.on("msg:custom", answered);
  return { stop: () => model.off("msg:custom", answered) };
}

// A button that saves the file of the last answer; hidden where a line is enough.
function fileButton(stage) {
  const button = tool({ tools: stage.files }, "", "Save how this explorer stands as a text file");
  button.hidden = true;
  button.offer = (file) => {
    button.hidden = !file;
    button.textContent = file ? `Save ${file.name}` : "";
    button.onclick = () => save(new Blob([file.text], { type: "text/plain" }), file.name);
  };
  return button;
}

async function inClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {                                       // a page that is not secure has no clipboard, others may forbid it
    return false;
  }
}

// A text field with the line, all of it marked: where a page may not fill the clipboard, a hand can.
function lineField(stage, button) {
  const field = document.createElement("input");
  field.className = "cnnlib-copy";
  field.type = "text";
  field.readOnly = field.hidden = true;
  field.setAttribute("aria-label", "The line of Python that opens this explorer as it stands now");
  stage.files.append(field);
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") { field.hidden = true; button.focus(); }
  });
  field.offer = (line) => {
    Object.assign(field, { value: line, hidden: false });
    field.focus();
    field.select();
    if (!document.execCommand("copy")) return false;
    field.hidden = true;
    button.focus();
    return true;
  };
  return field;
}
