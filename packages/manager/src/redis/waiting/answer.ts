/** What a ticket is answered. */

/** The server has not answered: the ticket is in a line, or was. */
export const UNANSWERED: unique symbol = Symbol('unanswered');

export type Answer<R> = R | typeof UNANSWERED;
