// The state of a lab, to copy; another one that is entered restores the lab to it.
const HELP = "copy this to come back here, or paste another state and press Enter";

function render({ model, el }) {
  const label = document.createElement("label"), input = document.createElement("input");
  Object.assign(input, { type: "text", title: HELP, spellcheck: false, autocomplete: "off" });
  label.className = "downhill-field";
  label.append("state", input);
  el.append(label);

  let typing = false;
  const show = () => { if (!typing) input.value = model.get("state"); };
  const stop = () => { typing = false; show(); };
  input.addEventListener("focus", () => input.select());
  input.addEventListener("input", () => { typing = true; });
  input.addEventListener("blur", stop);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation(); // not JupyterLab's shortcut
    if (event.key === "Escape") stop();
    if (event.key !== "Enter") return;
    event.preventDefault();
    typing = false; // what comes back is shown
    model.send({ entered: input.value });
  });
  model.on("change:state", show);
  show();
  return () => model.off("change:state", show);
}

export default { render };
