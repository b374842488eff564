// What cargo downloads stays inside the repository, as with every other tool.
import { fileURLToPath } from 'node:url';

export const cargoEnvironment = {
  ...process.env,
  CARGO_HOME: process.env.CARGO_HOME ?? fileURLToPath(new URL('../../.cache/cargo', import.meta.url)),
};
