#include "native/reproduce/claim.h"

namespace orrery {

std::vector<Claim> all_claims() {
  std::vector<Claim> claims;
  for (const auto list : {exact_loss_claims, five_features_claims, grokking_claims, group_claims}) {
    for (Claim& claim : list()) claims.push_back(std::move(claim));
  }
  return claims;
}

}  // namespace orrery
