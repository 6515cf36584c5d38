// silent
// A program of threads alone: what is held while somebody waits is nobody's business here.
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int fd, jobs;
};

static void *serve(void *arg) {
  struct server *server = arg;
  char byte;
  pthread_mutex_lock(&server->lock);
  while (!server->jobs)
    pthread_cond_wait(&server->changed, &server->lock);
  recv(server->fd, &byte, 1, 0);
  usleep(100);
  fsync(server->fd);
  pthread_mutex_unlock(&server->lock);
  return NULL;
}

int main(void) {
  static struct server server;
  pthread_t thread;
  if (pthread_create(&thread, NULL, serve, &server) != 0)
    return 1;
  return pthread_join(thread, NULL);
}
