/** A configuration in a device's schema, of a Room Bar Pro such as Fjord. */
export const entry = (path: string, valuespace: Record<string, unknown>, byDefault = '') => ({
  type: 'Configuration',
  path,
  products: ['brooklyn'],
  attributes: { default: byDefault, valuespace },
});
