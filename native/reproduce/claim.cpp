#include "native/reproduce/claim.h"

namespace orrery {

std::vector<Claim> all_claims() {
  std::vector<Claim> claims;
  for (const auto list :
       {exact_loss_claims, five_features_claims, digon_law_claims, represented_claims, phase_claims,
        geometry_claims, correlation_claims, dynamics_claims, attack_claims, privileged_basis_claims,
        absolute_value_claims, follow_up_claims, memorisation_claims, dictionary_claims, merged_pairs_claims,
        grokking_claims, group_claims, published_weights_claims}) {
    for (Claim& claim : list()) claims.push_back(std::move(claim));
  }
  return claims;
}

}  // namespace orrery
