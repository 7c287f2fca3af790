#include "native/command/program.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#include "core/numeric/kernel_choice.h"
#include "native/failure.h"
#include "native/names.h"

namespace orrery {
namespace {

constexpr const char* kFooter = R"(Examples:
  orrery train --preset superposition-quick --out runs/pentagon
  orrery train --preset superposition-quick --set task.density=0.2 seed=7 --out runs/digons
  orrery train --out runs/pentagon --resume
  orrery measure runs/pentagon/checkpoints/step_0002000.safetensors --json
  orrery reproduce --quick

ORRERY_KERNEL=portable, avx2 or avx512 in the environment chooses the vectors to compute with. The page's numbers come out
to the bit: of toy models with "portable", of networks on pairs with "avx2" or "avx512" where the browser's wasm has a fused
multiply-add, else with "portable".

Exit codes: 0 done, 2 bad input (one line on stderr says what), 3 the run failed, 130 interrupted (checkpoint written).)";

int report(std::string_view line, int code) {
  std::fprintf(stderr, "orrery: %.*s\n", static_cast<int>(line.size()), line.data());
  return code;
}

void choose_kernel() {
  const char* const name = std::getenv("ORRERY_KERNEL");
  if (name && *name && !use_kernels(name)) {
    throw bad_input("ORRERY_KERNEL", name, "portable, or avx2 or avx512 where the CPU has it");
  }
}

/// CLI11's own complaints: help and version go to stdout, the rest becomes bad input in one line.
int usage_exit(const Program& program, const CLI::ParseError& error) {
  const CLI::App& app = program.app;
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  if (app.get_subcommands().empty()) {
    std::vector<std::string> known;
    for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
    const std::string given = program.arguments.size() > 1 ? program.arguments[1] : "";
    return report(bad_input("SUBCOMMAND", given, "one of " + listed(known) + " (orrery --help)").what(),
                  kBadInput);
  }
  return report(one_line(error.what()) + " (orrery --help)", kBadInput);
}

}  // namespace

int run_program(int argc, char** argv) {
  // A file that outgrows its limit is a failed write with its line, not the program's death.
  std::signal(SIGXFSZ, SIG_IGN);

  Program program;
  program.arguments.assign(argv, argv + argc);
  CLI::App& app = program.app;
  app.name("orrery");
  app.description("orrery: four small mechanisms inside neural networks, trained, measured and taken apart");
  app.set_version_flag("--version", "orrery " ORRERY_VERSION);
  app.footer(kFooter);
  app.require_subcommand(1);
  for (const auto add : {add_train, add_measure, add_import, add_export, add_presets, add_schema, add_bench,
                         add_site_data, add_reproduce})
    add(program);

  try {
    choose_kernel();
    app.parse(argc, argv);
    if (std::fflush(stdout) != 0) return report("can't write to standard output", kRunFailed);
    return program.exit_code;
  } catch (const CLI::ParseError& error) {
    return usage_exit(program, error);
  } catch (const Failure& failure) {
    return report(failure.what(), failure.code());
  } catch (const std::bad_alloc&) {
    return report("out of memory", kRunFailed);
  } catch (const std::exception& error) {
    return report(one_line(error.what()), kRunFailed);
  }
}

}  // namespace orrery
