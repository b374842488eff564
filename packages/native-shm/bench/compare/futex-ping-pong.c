/*
 * Two processes wake each other in turn over two words of shared memory: the least that a wake-up between processes
 * costs. Usage: futex-ping-pong <milliseconds> <processor> <processor>. Prints JSON: operations, counted, nanoseconds.
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
  _Atomic unsigned side[2];
  _Atomic unsigned over;
  unsigned turns;
};

static void wait_for(_Atomic unsigned *word) {
  while (atomic_load(word) == 0) syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
  atomic_store(word, 0);
}

static void wake(_Atomic unsigned *word) {
  atomic_store(word, 1);
  syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void bind_to(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  sched_setaffinity(0, sizeof set, &set);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  struct shared *shared =
      mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 1;
  if (fork() == 0) {
    bind_to(atoi(argv[3]));
    for (;;) {
      wait_for(&shared->side[1]);
      if (atomic_load(&shared->over)) _exit(0);
      shared->turns += 1;
      wake(&shared->side[0]);
    }
  }
  bind_to(atoi(argv[2]));
  long long operations = 0;
  long long start = now();
  long long end = start + atoll(argv[1]) * 1000000LL;
  do {
    for (int i = 0; i < 16; i += 1) {
      shared->turns += 1;
      wake(&shared->side[1]);
      wait_for(&shared->side[0]);
    }
    operations += 16;
  } while (now() < end);
  long long nanoseconds = now() - start;
  atomic_store(&shared->over, 1);
  wake(&shared->side[1]);
  wait(NULL);
  printf("{\"operations\": %lld, \"counted\": %u, \"nanoseconds\": %lld}\n", operations, shared->turns / 2, nanoseconds);
  return 0;
}
