// torch's CPU generator: values printed by LibTorch 1.13 and the group paper's published first weights.
// tests/torch/test_torch_generator.cpp compares long tensors with LibTorch itself.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/numeric/bits.h"
#include "core/numeric/torch_polynomials.h"
#include "core/numeric/torch_random.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

// FNV-1a over the numbers' bytes.
uint64_t bits_hash(const std::vector<float>& numbers) {
  uint64_t hash = 14695981039346656037u;
  for (const float number : numbers) {
    const uint32_t bits = bit_cast<uint32_t>(number);
    for (int shift = 0; shift < 32; shift += 8) hash = (hash ^ (bits >> shift & 0xFF)) * 1099511628211u;
  }
  return hash;
}

}  // namespace

TEST_CASE("one generator gives LibTorch's numbers call after call", "[torch_random]") {
  TorchGenerator generator(20230525);

  std::vector<float> normals(100003);  // not a multiple of 16: the last block is drawn again
  generator.normal(normals.data(), normals.size(), 0.070711);
  CHECK(normals.front() == -0x1.7a1956p-7f);
  CHECK(normals[1] == 0x1.1220dep-4f);
  CHECK(normals.back() == 0x1.28b15cp-4f);
  CHECK(bits_hash(normals) == 0x764863840b4b587eu);

  // Fewer than 16 come in pairs, one at a time; the spare of an odd count opens the next call.
  std::vector<float> few(5), more(2);
  generator.normal(few.data(), 5);
  generator.normal(more.data(), 2);
  CHECK(few ==
        std::vector<float>{-0x1.74ffd6p-1f, -0x1.429ecp+0f, 0x1.6a7a8ap+0f, -0x1.d3ae5p-2f, -0x1.5e7b6cp-1f});
  CHECK(more == std::vector<float>{-0x1.6348d8p-3f, 0x1.17c35p-1f});

  std::vector<float> uniforms(5);
  generator.uniform(uniforms.data(), 5, -0.1, 0.3);
  CHECK(uniforms ==
        std::vector<float>{0x1.00a814p-2f, 0x1.b7dbf4p-4f, -0x1.820394p-4f, 0x1.845e16p-3f, 0x1.302c86p-2f});
  std::vector<double> wide(3);
  generator.uniform(wide.data(), 3, -0.1, 0.3);
  CHECK(wide == std::vector<double>{0x1.f908d24aa7a72p-3, 0x1.1dc6c42cf8a33p-5, 0x1.4e2a5167f4d4dp-5});

  std::vector<double> wide_normals(17);
  generator.normal(wide_normals.data(), 17);
  CHECK(wide_normals[0] == Approx(-0.005282829298752463).epsilon(1e-14));
  CHECK(wide_normals[1] == Approx(0.2961388200317594).epsilon(1e-14));
  CHECK(wide_normals[8] == Approx(2.3727507573745967).epsilon(1e-14));
  CHECK(wide_normals[16] == Approx(0.41478442876355426).epsilon(1e-14));

  CHECK(generator.randperm(10) == std::vector<uint32_t>{4, 3, 6, 7, 1, 2, 5, 0, 9, 8});
}

TEST_CASE("a linear layer starts as nn.Linear does", "[torch_random]") {
  TorchGenerator generator(7);
  std::vector<float> weight(59 * 3), bias(3);
  generator.linear(weight.data(), bias.data(), 59, 3);
  CHECK(weight[0] == 0x1.29f612p-7f);
  CHECK(weight[1] == -0x1.413a8ap-4f);
  CHECK(weight[176] == -0x1.7992cap-4f);
  CHECK(bias == std::vector<float>{-0x1.89d56cp-8f, 0x1.29c60cp-4f, -0x1.df71p-5f});
}

TEST_CASE("the group paper's first weights are drawn to the last printed digit", "[torch_random]") {
  // W_x [120, 256] is the first tensor: N(0, 1) / sqrt(256); group spec, section 2.
  struct Row {
    uint64_t seed;
    double first[3], within;  // half a unit of the last printed digit
  };
  for (const Row& row : {Row{0, {-0.07036499, -0.07202251, -0.01566116}, 5.1e-9},
                         Row{2, {-0.06505007, 0.05728776, -0.0815119}, 5.1e-8}}) {
    TorchGenerator generator(row.seed);
    std::vector<float> W_x(120 * 256);
    generator.normal(W_x.data(), W_x.size());
    for (int i = 0; i < 3; ++i) CHECK(W_x[i] / 16 == Approx(row.first[i]).margin(row.within).epsilon(0));
  }
}

TEST_CASE("randperm is a permutation, and the seed's low 32 bits make it", "[torch_random]") {
  std::vector<uint32_t> order = TorchGenerator(2).randperm(14400);
  CHECK(order == TorchGenerator((uint64_t{5} << 32) + 2).randperm(14400));
  CHECK(order != TorchGenerator(3).randperm(14400));
  std::vector<bool> seen(order.size());
  for (const uint32_t item : order) seen.at(item) = true;
  CHECK(std::count(seen.begin(), seen.end(), true) == 14400);
  CHECK(TorchGenerator(1).randperm(0).empty());
  CHECK(TorchGenerator(1).randperm(1) == std::vector<uint32_t>{0});
}

TEST_CASE("the fused multiply-add rounds once", "[torch_random]") {
  const float a = 1 + 0x1p-12f;
  CHECK(fused_multiply_add(a, a, -(a * a)) == 0x1p-24f);  // what the float product loses
  // 2^-24 is half an ulp of 1. A crumb beyond double's last bit decides which way it goes:
  CHECK(fused_multiply_add(a * 0x1p-24f, 1 - 0x1p-12f + 0x1p-24f, 1) == 0x1.000002p0f);  // 1 + 2^-24 + 2^-60
  CHECK(fused_multiply_add(0x1.000002p-24f, 0x1.fffffcp-1f, 0x1.000002p0f) == 0x1.000002p0f);  // ... - 2^-70
  CHECK(fused_multiply_add(-0x1.000002p-24f, 0x1.fffffcp-1f, -0x1.000002p0f) == -0x1.000002p0f);

  TorchGenerator generator(1);
  const auto number = [&] {  // both signs, exponents from 2^-31 to 2^0 or so
    return bit_cast<float>((generator.random() & 0x8FFFFFFFu) | 0x30000000u);
  };
  int wrong = 0;
  for (int i = 0; i < 200000; ++i) {
    const float x = number(), y = number(), z = number();
    // Rounding twice, as the right side does, goes wrong one time in 2^29.
    wrong += fused_multiply_add(x, y, z) != static_cast<float>(std::fma(double{x}, double{y}, double{z}));
  }
  CHECK(wrong == 0);
}

TEST_CASE("torch's polynomials are within two ulps of the functions", "[torch_random]") {
  double worst_log = 0, worst_angle = 0;
  for (int i = 1; i <= 1 << 14; ++i) {
    const float x = static_cast<float>(i) * 0x1p-14f;
    worst_log = std::fmax(worst_log, std::fabs(torch_log(x) / std::log(double{x}) - 1) * (i < 1 << 14));
    const float angle = x * 6.2831855f;
    const auto [sine, cosine] = torch_sine_cosine(angle);
    worst_angle = std::fmax(worst_angle, std::fabs(sine - std::sin(double{angle})));
    worst_angle = std::fmax(worst_angle, std::fabs(cosine - std::cos(double{angle})));
  }
  CHECK(worst_log < 0x1p-22);
  CHECK(worst_angle < 0x1p-23);
  CHECK(torch_log(1) == 0);
}
