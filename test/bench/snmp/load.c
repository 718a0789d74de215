/*
 * Sends datagrams from a file (each after its length in two octets, big endian) to a UDP port, over and over, with a
 * fixed number of them unanswered, for some time; then prints how many were answered, how many were not, the octets of
 * the shortest reply, and the seconds it took.
 * Usage: load HOST PORT FILE SECONDS WINDOW
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  static unsigned char octets[4 << 20];
  static unsigned char reply[65536];
  static size_t at[65536];
  size_t count = 0, size, offset, next = 0;
  long answered = 0, lost = 0, outstanding = 0, window, shortest = 65536;
  struct sockaddr_in to = {.sin_family = AF_INET};
  double begin, end;
  FILE *file;
  int fd;
  if (argc != 6 || (file = fopen(argv[3], "rb")) == NULL) return 2;
  size = fread(octets, 1, sizeof octets, file);
  for (offset = 0; offset + 2 <= size && count < 65536; offset += 2 + octets[offset] * 256u + octets[offset + 1])
    at[count++] = offset;
  window = atol(argv[5]);
  to.sin_port = htons((unsigned short)atoi(argv[2]));
  if (count == 0 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) return 2;
  fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) return 2;
  begin = now();
  end = begin + atof(argv[4]);
  while (now() < end) {
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    ssize_t got;
    while (outstanding < window) {
      const unsigned char *one = octets + at[next];
      next = (next + 1) % count;
      if (send(fd, one + 2, one[0] * 256u + one[1], 0) < 0) break;
      outstanding++;
    }
    if (poll(&ready, 1, 2000) <= 0) {
      lost += outstanding;
      outstanding = 0;
      continue;
    }
    while ((got = recv(fd, reply, sizeof reply, MSG_DONTWAIT)) >= 0) {
      answered++;
      if (got < shortest) shortest = got;
      if (outstanding > 0) outstanding--;
    }
  }
  printf("%ld %ld %ld %.6f\n", answered, lost, shortest, now() - begin);
  return 0;
}
