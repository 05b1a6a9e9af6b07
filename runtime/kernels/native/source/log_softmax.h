/* Logarithms of probabilities of rows of scores. */
#ifndef LUABRIDGE_LOG_SOFTMAX_H
#define LUABRIDGE_LOG_SOFTMAX_H

/* out = x - log(sum(exp(x))) for one row. */
void log_softmax_row(const float *x, float *out, long count);

#endif
