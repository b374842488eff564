/** Names in a region that objects of users do not have. */
export const INTERNAL_PREFIX = '@weft/manager:';

export const HEAP_NAME: string = `${INTERNAL_PREFIX}heap`;

export function extentName(number: number): string {
  return `${INTERNAL_PREFIX}extent-${number}`;
}
