// Points of two classes on a picture: with the mouse, or with arrow keys and the space bar.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
const KINDS = ["● class 0", "▲ class 1"], LARGEST = 1_000_001;
const HELP = "arrow keys move the cross, space puts a point there, 0 and 1 choose its class, " +
  "Delete takes the last one back";

function render({ model, el }) {
  const [stage, pad, cross, tools] = ["div", "div", "span", "div"].map((tag) =>
    document.createElement(tag));
  const file = Object.assign(document.createElement("input"), { type: "file", hidden: true });
  el.classList.add("downhill-over");
  stage.className = "downhill-stage";
  pad.className = "downhill-pad downhill-ground";
  tools.className = "downhill-tools";
  pad.tabIndex = 0;
  pad.setAttribute("role", "application");
  pad.title = `click to put a point there; or: ${HELP}`;
  cross.textContent = "+";
  pad.append(cross);
  stage.append(pad);
  el.append(stage, tools, file);

  let kind = 0, at = model.get("window").map(([low, high]) => (low + high) / 2);
  const button = (name, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button" });
    made.textContent = name;
    made.addEventListener("click", act);
    tools.append(made);
    return made;
  };
  const choose = (which) => { kind = which; show(); };
  const kinds = KINDS.map((name, which) => button(name, () => choose(which)));
  button("Undo", () => tell(points().slice(0, -1)));
  button("Clear", () => tell([]));
  button("Load CSV…", () => file.click());

  const points = () => model.get("drawn").split(";").filter(Boolean);
  const tell = (rows) => {
    model.set("drawn", rows.join(";"));
    model.save_changes();
    show();
  };
  const put = () => tell([...points(), [...at, kind].join(",")].slice(0, 200));
  const go = (place) => {
    at = place.map((value, axis) => {
      const [low, high] = model.get("window")[axis];
      return Number(Math.min(high, Math.max(low, value)).toFixed(2));
    });
    show();
  };
  const show = () => {
    const [left, bottom] = at.map((value, axis) => {
      const [low, high] = model.get("window")[axis];
      return `${(100 * (value - low)) / (high - low)}%`;
    });
    Object.assign(cross.style, { left, bottom });
    kinds.forEach((made, which) => made.setAttribute("aria-pressed", which === kind));
    pad.setAttribute("aria-label", `${model.get("description")}: ${points().length} points, ` +
      `cross at ${at.join(", ")}, ${KINDS[kind]}; ${HELP}`);
  };
  const lay = () => {
    const [left, top, width, height] = model.get("place").map((part) => `${100 * part}%`);
    Object.assign(pad.style, { left, top, width, height });
    stage.style.aspectRatio = model.get("shape");
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // or the notebook would take the focus
    pad.focus({ preventScroll: true });
    const box = pad.getBoundingClientRect(), [[left, right], [low, high]] = model.get("window");
    go([left + ((right - left) * (event.clientX - box.left)) / box.width,
      low + ((high - low) * (box.bottom - event.clientY)) / box.height]);
    put();
  });
  pad.addEventListener("keydown", (event) => {
    if (event.key === "Tab") return;
    event.stopPropagation(); // not JupyterLab's shortcut
    if (event.key in STEPS) go(at.map((value, axis) => value + 0.1 * STEPS[event.key][axis]));
    else if (event.key === " ") put();
    else if ("01".includes(event.key)) choose(Number(event.key));
    else if (["Delete", "Backspace"].includes(event.key)) tell(points().slice(0, -1));
    else return;
    event.preventDefault();
  });
  file.addEventListener("change", async () => {
    const content = await file.files[0].slice(0, LARGEST).arrayBuffer();
    file.value = ""; // so that the same file can be loaded again
    model.send({ file: true }, undefined, [content]);
  });
  model.on("change:drawn", show);
  model.on("change:description", show);
  model.on("change:place", lay);
  lay();
  show();
  return () => model.off(null, null, null);
}

export default { render };
