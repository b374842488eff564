// A changelog is read by users: one plain sentence per change, without hashes of commits.

/** @type {import('@changesets/types').ChangelogFunctions} */
const plainSentences = {
  getReleaseLine: ({ summary }) => `- ${summary.trim().replaceAll(/\s*\n\s*/g, ' ')}`,
  // All packages are released together, so that one of them got newer says nothing.
  getDependencyReleaseLine: () => '',
};

export default plainSentences;
