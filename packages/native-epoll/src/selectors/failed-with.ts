/** Whether the system refused a call for one of these reasons, as in `failedWith(error, 'EBADF', 'ENOENT')`. */
export function failedWith(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as { code?: string } | undefined)?.code ?? '');
}
