// A slider through named stops: a native range input, so that keys and screen readers work.
function render({ model, el }) {
  const stops = model.get("stops");
  const label = document.createElement("label");
  const name = document.createElement("span");
  const track = document.createElement("span");
  const input = document.createElement("input");
  const output = document.createElement("output");
  Object.assign(input, { type: "range", min: 0, max: stops.length - 1, step: 1 });
  name.textContent = model.get("description");
  track.append(input);
  if (model.get("limit") >= 0) track.append(mark(model.get("limit") / (stops.length - 1)));
  label.append(name, track, output);
  label.className = "downhill-slider";
  label.addEventListener("keydown", (key) => key.stopPropagation()); // not JupyterLab's shortcut
  input.dataset.lmSuppressShortcuts = "true"; // nor Notebook's, which takes keys before anybody else
  el.append(label);

  const show = () => {
    input.value = model.get("index");
    output.textContent = stops[input.value];
    input.setAttribute("aria-valuetext", stops[input.value]);
  };
  input.addEventListener("input", () => {
    model.set("index", input.valueAsNumber);
    model.save_changes();
  });
  model.on("change:index", show);
  show();
  return () => model.off("change:index", show);
}

// Where theory says that things break; the middle of the thumb is 8 px inside the track's ends.
function mark(share) {
  const limit = document.createElement("span");
  limit.className = "downhill-limit";
  limit.textContent = "▲ limit";
  limit.style.left = `calc(8px + ${share} * (100% - 16px))`;
  return limit;
}

export default { render };
