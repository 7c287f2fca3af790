#include "native/terminal/interrupt.h"

#include <csignal>
#include <initializer_list>

#include "native/failure.h"

namespace orrery {
namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

extern "C" void note_interrupt(int) {
  asked_to_stop = 1;
}

}  // namespace

void watch_for_interrupts() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (signal == SIGHUP && action.sa_handler == SIG_IGN) continue;  // nohup's wish
    action = {};
    action.sa_handler = note_interrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);  // the second one has its usual effect
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

bool interrupted() {
  return asked_to_stop != 0;
}

void stop_if_interrupted() {
  if (interrupted()) throw Failure(kInterrupted, "interrupted");
}

}  // namespace orrery
