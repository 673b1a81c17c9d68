import numpy as np


def centre_by_slices(image):
    total = image.sum()
    if total == 0:
        return image.copy()
    rows, columns = np.indices(image.shape)
    down = int(np.round(14 - (rows * image).sum() / total))
    right = int(np.round(14 - (columns * image).sum() / total))
    padded = np.pad(image, 28)
    return padded[28 - down : 56 - down, 28 - right : 56 - right]


def centre_pixel_by_pixel(image):
    new, places = np.zeros_like(image), np.argwhere(image)
    if len(places) == 0:
        return new
    shift = np.rint(14 - np.average(places, axis=0, weights=image[tuple(places.T)]))
    for row, column in places:
        r, c = int(row + shift[0]), int(column + shift[1])
        if 0 <= r < 28 and 0 <= c < 28:
            new[r, c] = image[row, column]
    return new


def centre_with_a_roll_that_forgets(image):
    if not image.any():
        return image
    place = np.arange(28)
    for axis in (0, 1):
        by = round(14 - float(image.sum(axis=1 - axis) @ place / image.sum()))
        if axis == 0:
            first = by
    rolled = np.roll(image, (first, by), axis=(0, 1))
    rolled[: max(first, 0)] = 0
    rolled[28 + min(first, 0) :] = 0
    rolled[:, : max(by, 0)] = 0
    rolled[:, 28 + min(by, 0) :] = 0
    return rolled


def translate_in_steps(lr, beta, lam, keep_prob, batch_size):
    ours = lr * batch_size
    return ours - ours * beta, lam / (batch_size / 2), 1.0 - keep_prob


def translate_by_the_step(lr, beta, lam, keep_prob, batch_size):
    gradient_of_mean, w = 3.0, 5.0
    text = lr * (1 - beta) * np.array([batch_size * gradient_of_mean, 2 * lam * w])
    rate = text[0] / gradient_of_mean
    return float(rate), float(text[1] / rate / w), -(keep_prob - 1)


def translate_as_list(lr, beta, lam, keep_prob, batch_size):
    return [(1 - beta) * lr * batch_size, 2 / batch_size * lam, 1 - keep_prob]


HONEST = {
    "centre": [centre_by_slices, centre_pixel_by_pixel, centre_with_a_roll_that_forgets],
    "translate": [translate_in_steps, translate_by_the_step, translate_as_list],
}
