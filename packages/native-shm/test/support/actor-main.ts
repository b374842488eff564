/** An actor that is a process or a thread and knows regions of processes. */
import '@weft/native-shm';
import '../../../atomics/dist-test/support/actor-main.js';
