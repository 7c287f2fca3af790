// Ctrl-C, a batch system's SIGTERM and a closed terminal as a question the work asks between steps, so that it can write its
// checkpoint.
#pragma once

namespace orrery {

/// From here on the first SIGINT, SIGTERM or SIGHUP only makes interrupted() true; a second one ends the program at
/// once.
void watch_for_interrupts();

bool interrupted();

/// Throws kInterrupted if so.
void stop_if_interrupted();

}  // namespace orrery
