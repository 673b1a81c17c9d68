// The picture of a lab: a new source for every frame, and words for those who cannot see it.
function render({ model, el }) {
  const image = document.createElement("img");
  Object.assign(image, { className: "downhill-frame", alt: model.get("words") });
  Object.assign(image.style, { display: "block", width: "100%" });
  el.append(image);

  const show = () => { image.src = model.get("source"); };
  model.on("change:source", show);
  show();
  return () => model.off("change:source", show);
}

export default { render };
