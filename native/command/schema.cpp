#include <memory>

#include <fmt/format.h>

#include "native/command/program.h"
#include "native/schema/json_schema.h"
#include "native/schema/typescript.h"

namespace orrery {

void add_schema(Program& program) {
  CLI::App* command = program.app.add_subcommand("schema", "print the form of a run description");
  const auto typescript = std::make_shared<bool>(false);
  command->add_flag("--typescript", *typescript, "TypeScript declarations instead of JSON Schema (draft 7)");
  command->footer(
      "Examples:\n  orrery schema > run.schema.json\n  orrery schema --typescript > "
      "web/src/run_spec.generated.ts");
  command->callback([typescript, &program] {
    fmt::print("{}", *typescript ? typescript_declarations() : json_schema().dump(2) + "\n");
    program.exit_code = 0;
  });
}

}  // namespace orrery
