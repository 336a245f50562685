/** "8865", "cisco 8865" and "DMS Cisco 8865" are one phone; other names go to Webex as they are. */
export function modelOf(text: string): string {
  const [, number] = /^(?:dms\s+)?(?:cisco\s+)?(\d{4}[a-z]{0,3})$/i.exec(text.trim()) ?? [];
  return number === undefined ? text.trim() : `DMS Cisco ${number.toUpperCase()}`;
}

/** How people call it. */
export const modelName = (model: string): string => model.replace(/^DMS /, '');
