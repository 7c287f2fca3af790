#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "native/command/program.h"
#include "native/failure.h"
#include "native/io/files.h"
#include "native/io/made_by.h"
#include "native/io/strict_json.h"
#include "native/names.h"
#include "native/reproduce/claim.h"
#include "native/terminal/interrupt.h"
#include "native/terminal/progress.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr const char* kFooter = R"(Examples:
  orrery reproduce
  orrery reproduce --claim pentagon-seeds
  orrery reproduce --claim five-features --quick --json

A claim is named by its id or the words it starts with. One that does not hold is shown as failed with what was found
instead; the exit code is 0 all the same, and tells only whether the program itself did its work.

The claims published-... measure the papers' own weights, in the folder that ORRERY_PUBLISHED in the environment names;
where that or a file of it is missing, they are not checked.)";

struct Options {
  std::vector<std::string> wanted;
  std::string out;
  ReproduceOptions reproduce;
  bool json = false, shorter = false, resume = false, list = false;
};

/// `five-features` asks for five-features-k0 and so on.
bool asks_for(const std::string& wanted, const std::string& id) {
  return id == wanted || id.starts_with(wanted + "-");
}

std::vector<Claim> chosen(const std::vector<std::string>& wanted) {
  std::vector<Claim> claims = all_claims();
  std::vector<std::string> ids;
  for (const Claim& claim : claims) ids.push_back(claim.id);
  for (const std::string& name : wanted) {
    if (std::none_of(ids.begin(), ids.end(), [&](const std::string& id) { return asks_for(name, id); }))
      throw bad_input(
          "--claim", name,
          "a claim, such as " + listed(likest(name, ids)) + " (orrery reproduce --list names all)");
  }
  if (wanted.empty()) return claims;
  std::erase_if(claims, [&](const Claim& claim) {
    return std::none_of(wanted.begin(), wanted.end(),
                        [&](const std::string& name) { return asks_for(name, claim.id); });
  });
  return claims;
}

/// `0.00145`, or the values of a row or an object: `0.00145, pentagon`.
std::string value_text(const Json& value) {
  if (value.is_number_float()) return fmt::format("{:.4g}", value.get<double>());
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return value.dump();
  std::vector<std::string> parts;
  for (const auto& [key, part] : value.items()) {
    if (key != "seed") parts.push_back(value_text(part));
  }
  return listed(parts);
}

/// Finds out about claims[first], and if that takes one thread side by side about all such claims that follow it.
void check_from(const std::vector<Claim>& claims, size_t first, const ReproduceOptions& options,
                std::vector<Finding>& findings) {
  if (!claims[first].one_thread) {
    findings.push_back(claims[first].check(options));
    return;
  }
  size_t end = first;
  while (end < claims.size() && claims[end].one_thread) ++end;
  findings.resize(end);
  WorkerPool pool(options.threads);
  pool(static_cast<int>(end - first), [&](int task, int) {
    stop_if_interrupted();
    const size_t i = first + static_cast<size_t>(task);
    findings[i] = claims[i].check(options);
  });
}

constexpr const char* kNotChecked = "not checked";

const char* verdict_of(const Finding& finding) {
  return !finding.not_checked.empty() ? kNotChecked : finding.holds ? "reproduced" : "failed";
}

/// Whether a row of a file that was made before stands for this claim: checked, and no less than is asked for now.
bool still_good(const Json& row, const Claim& claim, const ReproduceOptions& options) {
  return row.at("id") == claim.id && row.at("statement") == claim.statement &&
         row.at("verdict") != kNotChecked && (options.quick || !row.contains("quick"));
}

/// The rows that an earlier call left in the file of --out, by id, without those that are to be found out again.
std::map<std::string, Json> earlier_rows(const Options& options, const std::vector<Claim>& claims) {
  std::map<std::string, Json> rows;
  if (!options.resume) return rows;
  if (options.out.empty()) throw bad_input("--resume", "", "--out FILE with it");
  if (!std::filesystem::exists(options.out)) return rows;
  const Json file = parse_strict_json(read_file(options.out), options.out);
  const auto is_row = [](const Json& row) {
    return row.is_object() && row.contains("id") && row.contains("statement") && row.contains("verdict");
  };
  if (!file.is_object() || !file.contains("claims") || !file.at("claims").is_array() ||
      !std::all_of(file.at("claims").begin(), file.at("claims").end(), is_row))
    throw bad_input("--out", options.out, "a file that orrery reproduce wrote");
  for (const Json& row : file.at("claims"))
    for (const Claim& claim : claims)
      if (still_good(row, claim, options.reproduce)) rows.emplace(claim.id, row);
  return rows;
}

Json row_of(const Claim& claim, const Finding& found, bool quick) {
  Json row = {{"id", claim.id},
              {"paper", claim.paper},
              {"statement", claim.statement},
              {"source", claim.source},
              {"expected", found.expected},
              {"tolerance", found.tolerance},
              {"ours", found.ours},
              {"verdict", verdict_of(found)},
              {"command", found.command.empty() ? "orrery reproduce --claim " + claim.id : found.command}};
  if (quick) row["quick"] = true;
  return row;
}

/// The rows there are, in the order of the claims.
Json report_of(const std::vector<Claim>& claims, const std::map<std::string, Json>& rows,
               const std::vector<std::string>& arguments) {
  Json list = Json::array();
  for (const Claim& claim : claims)
    if (const auto row = rows.find(claim.id); row != rows.end()) list.push_back(row->second);
  return {{"format", 1},
          {"claims", list},
          {"made_by",
           {{"command", command_text(arguments)},
            {"versions", versions_json()},
            {"date", today()},
            {"device", device_json()}}}};
}

int reproduce(const Options& options, const std::vector<std::string>& arguments) {
  std::vector<Claim> all = chosen(options.wanted);
  if (options.shorter) std::erase_if(all, [](const Claim& claim) { return claim.takes_minutes; });
  if (options.list) {
    for (const Claim& claim : all) fmt::print("{}\n    {}\n", claim.id, claim.statement);
    return kDone;
  }
  std::map<std::string, Json> rows = earlier_rows(options, all);
  std::vector<Claim> claims = all;
  std::erase_if(claims, [&](const Claim& claim) { return rows.contains(claim.id); });
  watch_for_interrupts();
  Progress progress(static_cast<int64_t>(claims.size()), "claims");
  std::vector<Finding> findings;
  for (size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    stop_if_interrupted();
    if (i == findings.size()) check_from(claims, i, options.reproduce, findings);
    const Finding& found = findings[i];
    rows[claim.id] = row_of(claim, found, options.reproduce.quick);
    if (!options.out.empty()) write_atomically(options.out, report_of(all, rows, arguments).dump(2) + "\n");
    if (!options.json) {
      progress.clear();
      fmt::print("{:<11}  {}\n             {}\n             expected {} ({}); {}\n",
                 found.holds || !found.not_checked.empty() ? verdict_of(found) : "FAILED", claim.id,
                 claim.statement, value_text(found.expected), found.tolerance,
                 found.not_checked.empty() ? "found " + value_text(found.ours) : found.not_checked);
    }
    progress.update(static_cast<int64_t>(i) + 1);
  }
  progress.clear();
  const Json report = report_of(all, rows, arguments);
  if (!options.out.empty()) write_atomically(options.out, report.dump(2) + "\n");
  if (options.json) fmt::print("{}\n", report.dump(2));
  const auto count = [&](const char* verdict) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](const auto& row) { return row.second.at("verdict") == verdict; });
  };
  const int64_t unchecked = count(kNotChecked);
  std::fprintf(stderr, "%s of %s claims reproduced%s\n", grouped(count("reproduced")).c_str(),
               grouped(static_cast<int64_t>(all.size())).c_str(),
               unchecked ? (", " + grouped(unchecked) + " not checked").c_str() : "");
  return kDone;
}

}  // namespace

void add_reproduce(Program& program) {
  CLI::App* command = program.app.add_subcommand("reproduce", "check the papers' claims, one row each");
  const auto options = std::make_shared<Options>();
  command->add_option("--claim", options->wanted, "only these; an id, or the words it starts with")
      ->take_all();
  command->add_flag("--list", options->list, "only name the claims and what they say");
  command->add_flag("--quick", options->reproduce.quick,
                    "fewer seeds: quicker, and a claim may fail by bad luck");
  command->add_flag("--short", options->shorter, "leave out the claims that train for minutes");
  command->add_flag("--json", options->json, "the rows as one JSON object on standard output");
  command->add_option("--out", options->out, "also write that object to this file, as claims come");
  command->add_flag("--resume", options->resume,
                    "go on with the file of --out: what stands in it is not checked again");
  command->add_option("--threads", options->reproduce.threads, "threads; 0: one a core")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command->footer(kFooter);
  command->callback([options, &program] { program.exit_code = reproduce(*options, program.arguments); });
}

}  // namespace orrery
