import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { POLLIN } from '../raw/constants.js';

/** Whether a file descriptor is readable at this moment. Takes nothing, also not of an epoll's events. */
export function isReadable(fd: number): boolean {
  return checked(native().pollOne(fd, POLLIN, 0), 'poll') !== 0;
}
