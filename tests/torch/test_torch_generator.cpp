// LibTorch's generator as oracle for ours: every float, one call after another from one seed.
#include <ATen/ATen.h>  // before Catch2: glog's CHECK would replace Catch's
#include <ATen/CPUGeneratorImpl.h>

#undef CHECK
#include <vector>

#include "core/numeric/torch_random.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

template <class T>
int64_t differences(const at::Tensor& tensor, const std::vector<T>& ours) {
  int64_t count = 0;
  for (size_t i = 0; i < ours.size(); ++i) count += tensor.data_ptr<T>()[i] != ours[i];
  return count;
}

}  // namespace

TEST_CASE("normals, uniforms and permutations are LibTorch's", "[torch_random]") {
  for (const int64_t count : {1, 3, 15, 16, 17, 31, 64, 1000, 100003}) {
    at::Generator theirs = at::detail::createCPUGenerator(static_cast<uint64_t>(count) + 99);
    TorchGenerator ours(static_cast<uint64_t>(count) + 99);
    for (int round = 0; round < 2; ++round) {
      const auto size = static_cast<size_t>(count);
      std::vector<float> narrow(size);
      std::vector<double> wide(size);
      at::Tensor floats = at::empty({count}, at::kFloat), doubles = at::empty({count}, at::kDouble);

      floats.normal_(0, 0.070711, theirs);
      ours.normal(narrow.data(), size, 0.070711);
      CHECK(differences(floats, narrow) == 0);
      doubles.normal_(0, 1, theirs);
      ours.normal(wide.data(), size);
      CHECK(differences(doubles, wide) == 0);
      floats.uniform_(-0.1234567, 0.37, theirs);
      ours.uniform(narrow.data(), size, -0.1234567, 0.37);
      CHECK(differences(floats, narrow) == 0);
      doubles.uniform_(-0.1234567, 0.37, theirs);
      ours.uniform(wide.data(), size, -0.1234567, 0.37);
      CHECK(differences(doubles, wide) == 0);

      const at::Tensor order = at::randperm(count, theirs);
      const std::vector<uint32_t> permutation = ours.randperm(static_cast<uint32_t>(count));
      CHECK(differences(order, std::vector<int64_t>(permutation.begin(), permutation.end())) == 0);
    }
  }
}
