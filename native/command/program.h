// The program's subcommands: each file of this folder adds one.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace orrery {

struct Program {
  CLI::App app;
  std::vector<std::string> arguments;  // as typed, the program's name first
  int exit_code = 0;                   // what the chosen subcommand ended with
};

void add_train(Program& program);
void add_measure(Program& program);
void add_import(Program& program);
void add_export(Program& program);
void add_presets(Program& program);
void add_schema(Program& program);
void add_bench(Program& program);
void add_site_data(Program& program);
void add_reproduce(Program& program);

/// Everything between main and the exit code: parses, runs, and turns failures into one line on `stderr`.
int run_program(int argc, char** argv);

}  // namespace orrery
