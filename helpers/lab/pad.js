// A point on a picture: two native range inputs, unseen, so that keys and screen readers work.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] };

function render({ model, el }) {
  const stops = model.get("stops").map((names) => names.map(Number));
  const pad = document.createElement("div");
  const dot = document.createElement("span");
  const inputs = ["x", "y"].map((axis, i) => unseen(`${model.get("description")} ${axis}`, stops[i]));
  el.classList.add("downhill-over");
  pad.className = "downhill-pad";
  pad.append(...inputs.map((input) => input.parentElement), dot);
  el.append(pad);

  const show = () => {
    const index = model.get("index"), rows = stops[1].length;
    const at = [Math.floor(index / rows), index % rows];
    const [x, y] = at.map((stop, i) => share(stops[i][stop], stops[i]));
    Object.assign(dot.style, { left: `${100 * x}%`, bottom: `${100 * y}%` });
    inputs.forEach((input, i) => {
      input.value = at[i];
      input.setAttribute("aria-valuetext", model.get("stops")[i][at[i]]);
    });
  };
  const lay = () => {
    const [left, top, width, height] = model.get("place").map((part) => `${100 * part}%`);
    Object.assign(pad.style, { left, top, width, height });
  };
  const tell = () => {
    const [x, y] = inputs.map((input) => input.valueAsNumber);
    model.set("index", x * stops[1].length + y);
    model.save_changes();
    show();
  };
  const go = (event) => {
    const box = pad.getBoundingClientRect();
    inputs[0].value = nearest((event.clientX - box.left) / box.width, stops[0]);
    inputs[1].value = nearest((box.bottom - event.clientY) / box.height, stops[1]);
    tell();
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // or the notebook would take the focus
    pad.setPointerCapture(event.pointerId);
    inputs[0].focus({ preventScroll: true });
    go(event);
  });
  pad.addEventListener("pointermove", (event) => {
    if (pad.hasPointerCapture(event.pointerId)) go(event);
  });
  pad.addEventListener("keydown", (event) => {
    event.stopPropagation(); // not JupyterLab's shortcut
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const [axis, by] = STEPS[event.key];
    inputs[axis].focus();
    inputs[axis].stepUp(by);
    tell();
  });
  inputs.forEach((input) => input.addEventListener("input", tell));
  model.on("change:index", show);
  model.on("change:place", lay);
  lay();
  show();
  return () => model.off(null, null, null);
}

function unseen(name, stops) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: 0, max: stops.length - 1, step: 1 });
  input.setAttribute("aria-roledescription", "2D slider");
  input.dataset.lmSuppressShortcuts = "true"; // as in slider.js
  label.append(name, input);
  return input;
}

const share = (value, stops) => (value - stops[0]) / (stops.at(-1) - stops[0]);

function nearest(part, stops) {
  const far = stops.map((stop) => Math.abs(share(stop, stops) - part));
  return far.indexOf(Math.min(...far));
}

export default { render };
