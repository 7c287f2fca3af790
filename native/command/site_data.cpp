#include <algorithm>
#include <cstdio>
#include <memory>

#include "native/command/program.h"
#include "native/failure.h"
#include "native/io/made_by.h"
#include "native/names.h"
#include "native/site_data/manifest.h"
#include "native/terminal/interrupt.h"

namespace orrery {
namespace {

constexpr const char* kFooter = R"(Examples:
  orrery site-data
  orrery site-data --figure five-features --quick --out my-data
  orrery site-data --figure geometry-sweep --resume

What is interrupted keeps its finished parts in the data's folder, in .parts; they go when all figures of the call are
written. Only this command writes site/data. Made again, the same data keeps its bytes and its date.)";

struct Options {
  std::vector<std::string> wanted;
  std::string out = "site/data";
  FigureOptions figure;
};

std::vector<std::string_view> figure_names() {
  std::vector<std::string_view> names;
  for (const Figure& figure : figures()) names.push_back(figure.name);
  return names;
}

int site_data(const Options& options, std::vector<std::string> arguments) {
  const std::vector<std::string_view> names = figure_names();
  for (const std::string& name : options.wanted) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw bad_input("--figure", name, "one of " + listed(names));
  }
  std::vector<Figure> chosen = figures();
  std::erase_if(chosen, [&](const Figure& figure) {
    return !options.wanted.empty() &&
           std::find(options.wanted.begin(), options.wanted.end(), figure.name) == options.wanted.end();
  });
  watch_for_interrupts();
  try {
    for (const Figure& figure : chosen) {
      stop_if_interrupted();
      const bool changed = write_figure(options.out, figure, options.figure);
      std::fprintf(stderr, "%s/%s: %s\n", options.out.c_str(), std::string(figure.name).c_str(),
                   changed ? "written" : "as it was");
    }
  } catch (const Failure& failure) {
    if (failure.code() != kInterrupted) throw;
    if (!options.figure.resume) arguments.push_back("--resume");
    throw Failure(kInterrupted, "interrupted; go on with: " + command_text(arguments));
  }
  for (const Figure& figure : chosen) remove_parts(options.out, figure.name);
  return kDone;
}

}  // namespace

void add_site_data(Program& program) {
  CLI::App* command = program.app.add_subcommand("site-data", "make the data that the page's figures show");
  const auto options = std::make_shared<Options>();
  command->add_option("--figure", options->wanted, "only these figures")->take_all();
  command->add_flag("--quick", options->figure.quick, "coarser data, to try things out");
  command->add_flag("--resume", options->figure.resume,
                    "go on with what an interrupted call has finished, to the same data");
  command->add_option("--out", options->out, "the folder of the page's data")->capture_default_str();
  command->add_option("--threads", options->figure.threads, "threads; 0: one a core")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command->footer("Figures: " + listed(figure_names()) + ".\n\n" + kFooter);
  command->callback([options, &program] { program.exit_code = site_data(*options, program.arguments); });
}

}  // namespace orrery
