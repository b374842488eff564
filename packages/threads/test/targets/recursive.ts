/** Forgets that threads import it, too. */
import { Thread } from '@weft/threads';

export function target(): void {}

new Thread({ target }).start();
