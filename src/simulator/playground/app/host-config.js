/**
 * How the card renderer draws: Webex-like sizes and spaces. Colours are the page's custom properties, so that one
 * configuration serves both themes and a drawn card follows a change of theme at once.
 */

const colours = {
  default: { default: 'var(--text)', subtle: 'var(--text-soft)' },
  dark: { default: 'var(--text)', subtle: 'var(--text-soft)' },
  light: { default: 'var(--text-soft)', subtle: 'var(--text-faint)' },
  accent: { default: 'var(--accent)', subtle: 'var(--accent)' },
  good: { default: 'var(--good)', subtle: 'var(--good)' },
  warning: { default: 'var(--warning)', subtle: 'var(--warning)' },
  attention: { default: 'var(--attention)', subtle: 'var(--attention)' },
};

/** @param {string} background */
const container = (background) => ({
  backgroundColor: background,
  foregroundColors: colours,
  borderColor: 'var(--line)',
});

export const hostConfig = {
  supportsInteractivity: true,
  fontFamily: 'var(--font)',
  fontTypes: {
    default: { fontFamily: 'var(--font)' },
    monospace: { fontFamily: 'var(--mono)' },
  },
  fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  lineHeights: { small: 17, default: 20, medium: 22, large: 26, extraLarge: 30 },
  imageSizes: { small: 40, medium: 80, large: 160 },
  imageSet: { imageSize: 'medium', maxImageHeight: 100 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  spacing: { small: 4, default: 8, medium: 16, large: 24, extraLarge: 32, padding: 16 },
  containerStyles: {
    default: container('transparent'),
    emphasis: container('var(--sunken)'),
    accent: container('var(--accent-soft)'),
    good: container('var(--good-soft)'),
    warning: container('var(--warning-soft)'),
    attention: container('var(--attention-soft)'),
  },
  factSet: {
    title: { color: 'default', size: 'default', isSubtle: true, weight: 'default', wrap: true, maxWidth: 180 },
    value: { color: 'default', size: 'default', isSubtle: false, weight: 'default', wrap: true },
    spacing: 16,
  },
  actions: {
    maxActions: 5,
    spacing: 'medium',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    allowTitleToWrap: true,
    iconPlacement: 'leftOfTitle',
    iconSize: 18,
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { size: 'default', color: 'default', isSubtle: true, suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { size: 'default', color: 'default', isSubtle: true },
    },
    errorMessage: { size: 'small', color: 'attention', weight: 'default', spacing: 'small' },
  },
};
