// The project's Eigen aliases: row-major everywhere, in memory and in files.
#pragma once

#include <Eigen/Core>

namespace orrery {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A column vector. Eigen stores a dynamic column contiguously whatever its storage order.
template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

template <class T>
using MatrixView = Eigen::Map<Matrix<T>>;

}  // namespace orrery
