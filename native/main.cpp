#include "native/command/program.h"

int main(int argc, char** argv) {
  return orrery::run_program(argc, argv);
}
