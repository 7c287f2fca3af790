// Empty on purpose: Eigen includes <mmintrin.h> with its SSE path, and Emscripten has no MMX.
