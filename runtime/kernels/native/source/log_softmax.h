#ifndef LUABRIDGE_LOG_SOFTMAX_H
#define LUABRIDGE_LOG_SOFTMAX_H

/* out = x - log(sum(exp(x))), of a row; x may be `out`. */
void log_softmax_row(const float *x, float *out, long count);

/* out = g - exp(y) * sum(g), of a row; y or g may be `out`. */
void log_softmax_gradient_row(const float *y, const float *g, float *out, long count);

#endif
