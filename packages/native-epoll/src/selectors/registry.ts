/** The file objects of one selector, and Python's rules about which of them a caller means. */
import { AlreadyRegisteredError, ArgumentError, NotRegisteredError } from '../errors.js';
import type { Interest } from './events.js';
import { checkFileObject, type FileObject, openFd } from './file-object.js';
import { Registration } from './registration.js';

export class Registry<T> {
  readonly #byFd = new Map<number, Registration<T>>();

  get size(): number {
    return this.#byFd.size;
  }

  /** In the order of registration. */
  values(): IterableIterator<Registration<T>> {
    return this.#byFd.values();
  }

  /** @throws ArgumentError, AlreadyRegisteredError */
  add(fileobj: FileObject, interest: Interest, data: T): Registration<T> {
    checkFileObject(fileobj);
    const fd = openFd(fileobj);
    if (fd === undefined) {
      throw new ArgumentError('the file object has no open file descriptor: it is closed, or not open yet');
    }
    const there = this.#byFd.get(fd);
    if (there !== undefined) throw alreadyRegistered(there, fileobj);
    const registration = new Registration<T>({ fileobj, fd, events: interest.events, data }, interest);
    this.#byFd.set(fd, registration);
    return registration;
  }

  delete(registration: Registration<T>): void {
    registration.live = false;
    this.#byFd.delete(registration.fd);
  }

  clear(): void {
    for (const registration of this.#byFd.values()) registration.live = false;
    this.#byFd.clear();
  }

  /**
   * The registration that `fileobj` means: the one with its file descriptor or, if it has been closed since, the one
   * that it was registered with.
   */
  find(fileobj: FileObject): Registration<T> | undefined {
    const fd = openFd(fileobj);
    if (fd === undefined) return this.#findClosed(fileobj);
    const registration = this.#byFd.get(fd);
    return registration === undefined || isSuccessor(fileobj, registration) ? undefined : registration;
  }

  /** @throws ArgumentError, NotRegisteredError */
  get(fileobj: FileObject): Registration<T> {
    const registration = this.find(fileobj);
    if (registration !== undefined) return registration;
    checkFileObject(fileobj);
    throw new NotRegisteredError(`${described(fileobj)} is not registered: register it first`);
  }

  #findClosed(fileobj: FileObject): Registration<T> | undefined {
    for (const registration of this.#byFd.values()) {
      if (registration.key.fileobj === fileobj) return registration;
    }
    return undefined;
  }
}

/** Whether `fileobj` has merely inherited the number of a registered object that was closed. */
function isSuccessor(fileobj: FileObject, { key }: Registration): boolean {
  if (fileobj === key.fileobj || typeof fileobj === 'number' || typeof key.fileobj === 'number') return false;
  return openFd(key.fileobj) !== key.fd;
}

function alreadyRegistered(there: Registration, fileobj: FileObject): AlreadyRegisteredError {
  return new AlreadyRegisteredError(
    isSuccessor(fileobj, there)
      ? `fd ${there.fd} is still registered for an object that has been closed since: unregister that one, best before it is closed`
      : `${described(fileobj)} is registered already: use modify to change what it is watched for`,
  );
}

function described(fileobj: FileObject): string {
  const fd = openFd(fileobj);
  return fd === undefined ? 'the file object, which has no open file descriptor,' : `fd ${fd}`;
}
