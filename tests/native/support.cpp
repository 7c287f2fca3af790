#include "tests/native/support.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace orrery::testing {
namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "orrery-test-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

fs::path program() {
  return fs::read_symlink("/proc/self/exe").parent_path() / "orrery";
}

namespace {

[[noreturn]] void become_orrery(const std::vector<std::string>& arguments) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::string path = program().string();
  std::vector<char*> argv{path.data()};
  std::vector<std::string> copies = arguments;
  for (std::string& copy : copies) argv.push_back(copy.data());
  argv.push_back(nullptr);
  ::execv(path.c_str(), argv.data());
  ::_exit(127);
}

}  // namespace

int wait_for(int pid) {
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Outcome run_orrery(const std::vector<std::string>& arguments, const std::function<void()>& prepare,
                   const fs::path& folder) {
  const TemporaryFolder scratch;
  const std::string out = (scratch / "out").string(), err = (scratch / "err").string();
  const int out_file = ::open(out.c_str(), O_RDWR | O_CREAT, 0666),
            err_file = ::open(err.c_str(), O_RDWR | O_CREAT, 0666);
  const int pid = ::fork();
  if (pid == 0) {
    ::dup2(out_file, 1);
    ::dup2(err_file, 2);
    if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(126);
    if (prepare) prepare();
    become_orrery(arguments);
  }
  ::close(out_file);
  ::close(err_file);
  Outcome outcome;
  outcome.code = wait_for(pid);
  outcome.out = read(out);
  outcome.err = read(err);
  return outcome;
}

int start_orrery(const std::vector<std::string>& arguments) {
  const int pid = ::fork();
  if (pid == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR);
    ::dup2(nowhere, 1);
    ::dup2(nowhere, 2);
    become_orrery(arguments);
  }
  return pid;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void write(const fs::path& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  REQUIRE(file.good());
}

std::vector<std::pair<std::string, std::string>> snapshot(const fs::path& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      files.emplace_back(fs::relative(entry.path(), folder).string(), read(entry.path()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string failure_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return {};
}

bool is_one_line(const std::string& text) {
  return text.size() > 1 && text.find('\n') == text.size() - 1;
}

}  // namespace orrery::testing
