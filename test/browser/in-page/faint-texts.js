/**
 * Runs inside the page: the texts whose contrast with what is behind them is below `wanted`. Texts on pictures and of
 * disabled controls are left out, as WCAG does.
 * @param {number} wanted
 */
(wanted) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) throw new Error('This browser has no canvas.');
  canvas.canvas.width = 1;
  canvas.canvas.height = 1;

  /** Paints the colours over each other and looks at what one sees. @param {string[]} colours */
  const seen = (colours) => {
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };

  /** The relative luminance of WCAG 2. @param {number[]} rgb */
  const luminance = (rgb) => {
    const [r = 0, g = 0, b = 0] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  /** @param {Element} element */
  const ownWords = (element) =>
    [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent?.trim())
      .join(' ')
      .trim();

  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const words = ownWords(element);
    if (!words || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest('.hidden, .composer__mirror, :disabled')) continue;
    const behind = [];
    let isOnPicture = false;
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      behind.unshift(style.backgroundColor);
      isOnPicture ||= style.backgroundImage !== 'none';
    }
    if (isOnPicture) continue;
    const lights = [luminance(seen(behind)), luminance(seen([...behind, getComputedStyle(element).color]))];
    const ratio = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
    if (ratio < wanted) faint.push(`${ratio.toFixed(2)}: ${words}`);
  }
  return faint;
};
