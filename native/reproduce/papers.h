// The papers whose claims are looked at, as the table of claims names them.
#pragma once

namespace orrery {

inline constexpr const char* kToyModels = "Elhage et al. 2022, Toy Models of Superposition";
inline constexpr const char* kScherlis =
    "Scherlis et al. 2022, Polysemanticity and Capacity in Neural Networks";
inline constexpr const char* kHenighan =
    "Henighan et al. 2023, Superposition, Memorization, and Double Descent";
inline constexpr const char* kChen =
    "Chen et al. 2023, Dynamical versus Bayesian Phase Transitions in a Toy Model of Superposition";
inline constexpr const char* kBricken =
    "Bricken et al. 2023, Towards Monosemanticity: Decomposing Language Models With Dictionary Learning";
inline constexpr const char* kChanin = "Chanin et al. 2024, A is for Absorption";
inline constexpr const char* kGrokking = "Nanda et al. 2023, Progress measures for grokking";
inline constexpr const char* kClockPizza = "Zhong et al. 2023, The Clock and the Pizza";
inline constexpr const char* kGroups = "Chughtai et al. 2023, A Toy Model of Universality";

}  // namespace orrery
