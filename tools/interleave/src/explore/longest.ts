/** Steps after which an execution is taken for endless, unless the program says otherwise. */
export const LONGEST = 2_000;
