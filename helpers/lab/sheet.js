// A sheet of 28 × 28 cells to draw a digit on: with the mouse, or with arrow keys and the space bar.
const SIDE = 28, CELL = 6, NOTHING = "0".repeat((SIDE * SIDE) / 4);
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const HELP = "arrow keys move the pen, space puts it down or lifts it, Delete clears";

function render({ model, el }) {
  const box = document.createElement("div"), sheet = document.createElement("canvas");
  const name = document.createElement("span"), clear = document.createElement("button");
  box.className = "downhill-sheet";
  sheet.dataset.lmSuppressShortcuts = "true"; // as in slider.js
  Object.assign(sheet, { width: SIDE * CELL, height: SIDE * CELL, tabIndex: 0 });
  sheet.setAttribute("role", "application");
  Object.assign(clear, { type: "button", textContent: "Clear" });
  box.append(name, sheet, clear);
  el.append(box);

  let inked = [], pen = { row: 6, column: 10, down: false };
  const label = () => {
    name.textContent = model.get("description");
    const state = pen.down ? "down" : "up";
    sheet.setAttribute("aria-label", `${name.textContent}: pen ${state} at row ${pen.row}, ` +
      `column ${pen.column}; ${HELP}`);
    sheet.title = `draw with the mouse; or: ${HELP}`;
  };
  const paint = () => {
    const brush = sheet.getContext("2d");
    brush.fillStyle = "white";
    brush.fillRect(0, 0, sheet.width, sheet.height);
    brush.fillStyle = "#1a1a1a";
    inked.forEach((ink, i) => ink && brush.fillRect(
      CELL * (i % SIDE), CELL * Math.floor(i / SIDE), CELL, CELL));
    if (document.activeElement !== sheet) return;
    Object.assign(brush, { strokeStyle: pen.down ? "#d55e00" : "#0072b2", lineWidth: 2 });
    brush.strokeRect(CELL * pen.column, CELL * pen.row, 2 * CELL, 2 * CELL);
  };
  const show = () => { label(); paint(); };
  const take = () => { inked = cellsOf(model.get("drawn") || NOTHING); show(); };
  const tell = () => {
    const text = textOf(inked);
    show();
    if (text === (model.get("drawn") || NOTHING)) return;
    model.set("drawn", text === NOTHING ? "" : text);
    model.save_changes();
  };
  const ink = () => {
    for (const row of [pen.row, pen.row + 1])
      for (const column of [pen.column, pen.column + 1]) inked[SIDE * row + column] = true;
  };
  const go = (row, column) => Object.assign(pen, { row: inside(row), column: inside(column) });
  const line = (row, column) => { // of ink, from where the pen is
    const from = { ...pen }, ticks = Math.max(1, 2 * Math.hypot(row - pen.row, column - pen.column));
    for (let t = 0; t <= ticks; t += 1) {
      const part = Math.min(1, t / ticks);
      go(from.row + part * (row - from.row), from.column + part * (column - from.column));
      ink();
    }
    go(row, column);
    ink();
  };
  const at = (event) => {
    const area = sheet.getBoundingClientRect();
    return [((event.clientY - area.top) / area.height) * SIDE - 1,
      ((event.clientX - area.left) / area.width) * SIDE - 1];
  };
  const wipe = () => { inked = cellsOf(NOTHING); pen.down = false; tell(); };

  sheet.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // or the notebook would take the focus
    sheet.setPointerCapture(event.pointerId);
    sheet.focus({ preventScroll: true });
    go(...at(event));
    ink();
    tell();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!sheet.hasPointerCapture(event.pointerId)) return;
    line(...at(event));
    tell();
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Tab") return;
    event.stopPropagation(); // not JupyterLab's shortcut
    if (event.key in STEPS) {
      go(pen.row + STEPS[event.key][0], pen.column + STEPS[event.key][1]);
    } else if (event.key === " ") {
      pen.down = !pen.down;
    } else if (["Delete", "Backspace"].includes(event.key)) {
      event.preventDefault();
      wipe();
      return;
    } else return;
    event.preventDefault();
    if (pen.down) ink();
    tell();
  });
  sheet.addEventListener("focus", show);
  sheet.addEventListener("blur", () => { pen.down = false; show(); });
  clear.addEventListener("click", wipe);
  model.on("change:drawn", take);
  model.on("change:description", label);
  take();
  return () => model.off(null, null, null);
}

const inside = (place) => Math.max(0, Math.min(SIDE - 2, Math.round(place)));

const cellsOf = (text) => [...text].flatMap(
  (digit) => [8, 4, 2, 1].map((bit) => (parseInt(digit, 16) & bit) > 0));

function textOf(inked) {
  let text = "";
  for (let i = 0; i < inked.length; i += 4)
    text += (8 * inked[i] + 4 * inked[i + 1] + 2 * inked[i + 2] + 1 * inked[i + 3]).toString(16);
  return text;
}

export default { render };
