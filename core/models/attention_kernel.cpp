// SPDX-License-Identifier: GPL-3.0-or-later
// A task is one row's key head with the query heads that it serves: keys and values are laid out once, then blocks of
// queries see them. Scores are recomputed in the backward pass from their log-sums (Dao et al. 2022, section 3.1), so
// nothing of size [T, T] outlives a block.
#include "core/models/attention_kernel.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>

#include "core/models/small_product.h"

namespace detox::attention_kernel {
namespace {

using namespace lanes;

constexpr std::int64_t kQueries = 16;  ///< of a block

std::int64_t padded(std::int64_t count) {
    return (count + kTileColumns - 1) / kTileColumns * kTileColumns;
}

enum class Turn { Forward, Back };

/// Turns a head's features by its token's angles.
[[gnu::always_inline]] inline void turn(const Pass& pass, std::int64_t token, Turn direction, float* head) {
    if (pass.cosine == nullptr) return;
    const float* cosine = pass.cosine + token * pass.pairs;
    const float* sine = pass.sine + token * pass.pairs;
    const float sign = direction == Turn::Forward ? 1.0F : -1.0F;
    const std::int64_t step = pass.neighbours ? 2 : 1;
    const std::int64_t away = pass.neighbours ? 1 : pass.pairs;
    for (std::int64_t i = 0; i < pass.pairs; ++i) {
        float& first = head[i * step];
        float& second = head[i * step + away];
        const float turned = first * cosine[i] - sign * second * sine[i];
        second = second * cosine[i] + sign * first * sine[i];
        first = turned;
    }
}

/// What a thread works in; grows to the longest row it meets.
struct Scratch {
    std::vector<float> keys, keysTransposed, values, valuesTransposed;  // [length, size] and [size, length], padded
    std::vector<float> query, out, gradient, scores, scoreGradients;    // of a block of queries
    std::vector<float> keyGradients, valueGradients;                    // [length, size], padded
};

/// One row's key head and its operands in padded scratch memory.
class Task {
public:
    Task(const Pass& pass, std::int64_t index, Scratch& scratch)
        : m_pass(pass),
          m_scratch(scratch),
          m_kvHead(index % pass.kvHeads),
          m_first(pass.starts[index / pass.kvHeads]),
          m_length(pass.starts[index / pass.kvHeads + 1] - m_first),
          m_size(padded(pass.headSize)),
          m_width(padded(m_length)) {}

    template <class Vector>
    [[gnu::always_inline]] inline void forward(float* mixed, float* logSums) {
        layOut(m_scratch.keys, keyColumn(), Turn::Forward, true);
        layOut(m_scratch.values, valueColumn(), Turn::Forward, false);
        transpose(m_scratch.keys, m_scratch.keysTransposed);
        m_scratch.out.assign(static_cast<std::size_t>(kQueries * m_size), 0.0F);
        for (std::int64_t head = firstHead(); head < firstHead() + group(); ++head) {
            for (std::int64_t query = 0; query < m_length; query += kQueries) {
                const Block block = blockAt(head, query);
                scoreQueries<Vector>(block);
                for (std::int64_t i = 0; i < block.count; ++i) {
                    logSums[(m_first + query + i) * m_pass.heads + head] = softmax<Vector>(block, i);
                }
                multiply<Vector>({.a = m_scratch.scores.data(),
                                  .aRow = block.columns,
                                  .b = valuesFrom(block),
                                  .bRow = m_size,
                                  .c = m_scratch.out.data(),
                                  .cRow = m_size,
                                  .rows = block.count,
                                  .columns = m_size,
                                  .depth = block.depth});
                for (std::int64_t i = 0; i < block.count; ++i) {
                    std::copy_n(m_scratch.out.data() + i * m_size, m_pass.headSize,
                                mixed + (m_first + query + i) * m_pass.queryWidth() + head * m_pass.headSize);
                }
            }
        }
    }

    template <class Vector>
    [[gnu::always_inline]] inline void backward(const float* mixedGradient, const float* logSums, float* qkvGradient) {
        layOut(m_scratch.keys, keyColumn(), Turn::Forward, true);
        layOut(m_scratch.values, valueColumn(), Turn::Forward, false);
        transpose(m_scratch.keys, m_scratch.keysTransposed);
        transpose(m_scratch.values, m_scratch.valuesTransposed);
        m_scratch.keyGradients.assign(m_scratch.keys.size(), 0.0F);
        m_scratch.valueGradients.assign(m_scratch.values.size(), 0.0F);
        m_scratch.out.assign(static_cast<std::size_t>(kQueries * m_size), 0.0F);
        for (std::int64_t head = firstHead(); head < firstHead() + group(); ++head) {
            for (std::int64_t query = 0; query < m_length; query += kQueries) {
                backwardBlock<Vector>(blockAt(head, query), mixedGradient, logSums, qkvGradient);
            }
        }
        takeOut(m_scratch.keyGradients, keyColumn(), true, qkvGradient);
        takeOut(m_scratch.valueGradients, valueColumn(), false, qkvGradient);
    }

private:
    /// Queries first … first + count − 1 of a head and the keys that any of them sees.
    struct Block {
        std::int64_t head, first, count;
        std::int64_t keyBegin;  ///< a multiple of the tile's width
        std::int64_t depth;     ///< keys from keyBegin on
        std::int64_t columns;   ///< depth, padded
    };

    [[nodiscard]] std::int64_t group() const { return m_pass.heads / m_pass.kvHeads; }
    [[nodiscard]] std::int64_t firstHead() const { return m_kvHead * group(); }
    [[nodiscard]] std::int64_t keyColumn() const { return (m_pass.heads + m_kvHead) * m_pass.headSize; }
    [[nodiscard]] std::int64_t valueColumn() const {
        return (m_pass.heads + m_pass.kvHeads + m_kvHead) * m_pass.headSize;
    }
    [[nodiscard]] std::int64_t firstSeen(std::int64_t query) const {
        return m_pass.window > 0 ? std::max<std::int64_t>(0, query + 1 - m_pass.window) : 0;
    }
    [[nodiscard]] Block blockAt(std::int64_t head, std::int64_t first) const {
        const std::int64_t count = std::min(kQueries, m_length - first);
        const std::int64_t begin = firstSeen(first) / kTileColumns * kTileColumns;
        const std::int64_t depth = (m_pass.causal ? first + count : m_length) - begin;
        return {head, first, count, begin, depth, padded(depth)};
    }
    [[nodiscard]] const float* valuesFrom(const Block& block) const {
        return m_scratch.values.data() + block.keyBegin * m_size;
    }

    /// The row's part of qkv from `column` on as [length, size], zeros in the padding.
    void layOut(std::vector<float>& into, std::int64_t column, Turn direction, bool turns) const {
        into.assign(static_cast<std::size_t>(m_width * m_size), 0.0F);
        for (std::int64_t t = 0; t < m_length; ++t) {
            float* head = into.data() + t * m_size;
            std::copy_n(m_pass.qkv + (m_first + t) * m_pass.width() + column, m_pass.headSize, head);
            if (turns) turn(m_pass, m_first + t, direction, head);
        }
    }
    void takeOut(std::vector<float>& from, std::int64_t column, bool turns, float* qkvGradient) const {
        for (std::int64_t t = 0; t < m_length; ++t) {
            float* head = from.data() + t * m_size;
            if (turns) turn(m_pass, m_first + t, Turn::Back, head);
            std::copy_n(head, m_pass.headSize, qkvGradient + (m_first + t) * m_pass.width() + column);
        }
    }
    void transpose(const std::vector<float>& from, std::vector<float>& into) const {
        into.resize(from.size());
        for (std::int64_t t = 0; t < m_width; ++t) {
            for (std::int64_t i = 0; i < m_size; ++i) into[i * m_width + t] = from[t * m_size + i];
        }
    }

    /// Scaled scores of a block's queries, not yet told who sees whom.
    template <class Vector>
    [[gnu::always_inline]] inline void scoreQueries(const Block& block) {
        m_scratch.query.assign(static_cast<std::size_t>(kQueries * m_size), 0.0F);
        for (std::int64_t i = 0; i < block.count; ++i) {
            const std::int64_t token = m_first + block.first + i;
            float* query = m_scratch.query.data() + i * m_size;
            std::copy_n(m_pass.qkv + token * m_pass.width() + block.head * m_pass.headSize, m_pass.headSize, query);
            turn(m_pass, token, Turn::Forward, query);
            for (std::int64_t f = 0; f < m_pass.headSize; ++f) query[f] *= m_pass.scale;
        }
        m_scratch.scores.resize(static_cast<std::size_t>(kQueries * block.columns));
        multiply<Vector>({.a = m_scratch.query.data(),
                          .aRow = m_size,
                          .b = m_scratch.keysTransposed.data() + block.keyBegin,
                          .bRow = m_width,
                          .c = m_scratch.scores.data(),
                          .cRow = block.columns,
                          .rows = block.count,
                          .columns = block.columns,
                          .depth = m_size});
    }

    /// Which of a block's keys query i sees: [begin, end), counted from keyBegin.
    struct Seen {
        std::int64_t begin, end;
    };
    [[nodiscard]] Seen seenBy(const Block& block, std::int64_t i) const {
        const std::int64_t end = m_pass.causal ? block.first + i + 1 : m_length;
        return {firstSeen(block.first + i) - block.keyBegin, end - block.keyBegin};
    }
    [[gnu::always_inline]] inline void addSlopes(const Block& block, const Seen& seen, float* scores) const {
        if (m_pass.slopes == nullptr) return;
        const float slope = m_pass.slopes[block.head];
        for (std::int64_t k = seen.begin; k < seen.end; ++k) scores[k] -= slope * static_cast<float>(seen.end - 1 - k);
    }

    /// exp(score − offset) where a query sees, 0 elsewhere.
    template <class Vector>
    [[gnu::always_inline]] inline void exponentials(const Block& block, const Seen& seen, float offset,
                                                    float* scores) const {
        for (std::int64_t k = 0; k < block.columns; k += kWidth<Vector>) {
            store(exponential(load<Vector>(scores + k) - offset), scores + k);
        }
        std::fill(scores, scores + seen.begin, 0.0F);
        std::fill(scores + seen.end, scores + block.columns, 0.0F);
    }

    /// Scores of query i become shares; the log of the sum of their exponentials.
    template <class Vector>
    [[gnu::always_inline]] inline float softmax(const Block& block, std::int64_t i) {
        float* scores = m_scratch.scores.data() + i * block.columns;
        const Seen seen = seenBy(block, i);
        addSlopes(block, seen, scores);
        const float highest = *std::max_element(scores + seen.begin, scores + seen.end);
        exponentials<Vector>(block, seen, highest, scores);
        Vector sums = {};
        for (std::int64_t k = 0; k < block.columns; k += kWidth<Vector>) sums += load<Vector>(scores + k);
        const float sum = sumOf(sums);
        for (std::int64_t k = 0; k < block.columns; k += kWidth<Vector>) {
            store(load<Vector>(scores + k) * (1.0F / sum), scores + k);
        }
        return highest + std::log(sum);
    }

    template <class Vector>
    [[gnu::always_inline]] inline void backwardBlock(const Block& block, const float* mixedGradient,
                                                     const float* logSums, float* qkvGradient) {
        scoreQueries<Vector>(block);
        m_scratch.gradient.assign(static_cast<std::size_t>(kQueries * m_size), 0.0F);
        for (std::int64_t i = 0; i < block.count; ++i) {
            const std::int64_t token = m_first + block.first + i;
            float* scores = m_scratch.scores.data() + i * block.columns;
            const Seen seen = seenBy(block, i);
            addSlopes(block, seen, scores);
            exponentials<Vector>(block, seen, logSums[token * m_pass.heads + block.head], scores);
            std::copy_n(mixedGradient + token * m_pass.queryWidth() + block.head * m_pass.headSize, m_pass.headSize,
                        m_scratch.gradient.data() + i * m_size);
        }
        scoreGradients<Vector>(block);
        accumulate<Vector>(block, m_scratch.scores, m_scratch.gradient, m_scratch.valueGradients);
        accumulate<Vector>(block, m_scratch.scoreGradients, m_scratch.query, m_scratch.keyGradients);
        multiply<Vector>({.a = m_scratch.scoreGradients.data(),
                          .aRow = block.columns,
                          .b = m_scratch.keys.data() + block.keyBegin * m_size,
                          .bRow = m_size,
                          .c = m_scratch.out.data(),
                          .cRow = m_size,
                          .rows = block.count,
                          .columns = m_size,
                          .depth = block.depth});
        for (std::int64_t i = 0; i < block.count; ++i) {
            const std::int64_t token = m_first + block.first + i;
            float* query = m_scratch.out.data() + i * m_size;
            for (std::int64_t f = 0; f < m_pass.headSize; ++f) query[f] *= m_pass.scale;
            turn(m_pass, token, Turn::Back, query);
            std::copy_n(query, m_pass.headSize, qkvGradient + token * m_pass.width() + block.head * m_pass.headSize);
        }
    }

    /// Of shares p with gradient g: p·(g − Σ p·g).
    template <class Vector>
    [[gnu::always_inline]] inline void scoreGradients(const Block& block) {
        m_scratch.scoreGradients.resize(static_cast<std::size_t>(kQueries * block.columns));
        multiply<Vector>({.a = m_scratch.gradient.data(),
                          .aRow = m_size,
                          .b = m_scratch.valuesTransposed.data() + block.keyBegin,
                          .bRow = m_width,
                          .c = m_scratch.scoreGradients.data(),
                          .cRow = block.columns,
                          .rows = block.count,
                          .columns = block.columns,
                          .depth = m_size});
        for (std::int64_t i = 0; i < block.count; ++i) {
            const float* shares = m_scratch.scores.data() + i * block.columns;
            float* gradients = m_scratch.scoreGradients.data() + i * block.columns;
            Vector sums = {};
            for (std::int64_t k = 0; k < block.columns; k += kWidth<Vector>) {
                sums += load<Vector>(shares + k) * load<Vector>(gradients + k);
            }
            const float mean = sumOf(sums);
            for (std::int64_t k = 0; k < block.columns; k += kWidth<Vector>) {
                store(load<Vector>(shares + k) * (load<Vector>(gradients + k) - mean), gradients + k);
            }
        }
    }

    /// into[key] += Σ_query weights[query, key]·rows[query]
    template <class Vector>
    [[gnu::always_inline]] inline void accumulate(const Block& block, const std::vector<float>& weights,
                                                  const std::vector<float>& rows, std::vector<float>& into) {
        multiply<Vector>({.a = weights.data(),
                          .aRow = 1,
                          .aColumn = block.columns,
                          .b = rows.data(),
                          .bRow = m_size,
                          .c = into.data() + block.keyBegin * m_size,
                          .cRow = m_size,
                          .rows = block.depth,
                          .columns = m_size,
                          .depth = block.count,
                          .add = true});
    }

    const Pass& m_pass;
    Scratch& m_scratch;
    const std::int64_t m_kvHead, m_first, m_length;
    const std::int64_t m_size, m_width;  // headSize and length, padded
};

struct Outputs {
    float* mixed;
    float* logSums;
};
struct Gradients {
    const float* mixed;
    const float* logSums;
    float* qkv;
};

template <class Vector>
[[gnu::always_inline]] inline void run(Task& task, const Outputs& out) {
    task.forward<Vector>(out.mixed, out.logSums);
}
template <class Vector>
[[gnu::always_inline]] inline void run(Task& task, const Gradients& gradients) {
    task.backward<Vector>(gradients.mixed, gradients.logSums, gradients.qkv);
}

template <class Data>
void baseline(Task& task, const Data& data) {
    run<Four>(task, data);
}

#if defined(__x86_64__)
template <class Data>
__attribute__((target("avx2,fma"))) void avx2(Task& task, const Data& data) {
    run<Eight>(task, data);
}

template <class Data>
__attribute__((target("avx512f,avx512vl,avx2,fma,prefer-vector-width=512"))) void avx512(Task& task, const Data& data) {
    run<Sixteen>(task, data);
}
#endif

template <class Data>
auto best() -> void (*)(Task&, const Data&) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return avx512<Data>;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2<Data>;
#endif
    return baseline<Data>;
}

template <class Data>
void forEachTask(const Pass& pass, const Data& data) {
    static const auto runTask = best<Data>();
    at::parallel_for(0, pass.rows * pass.kvHeads, 1, [&](std::int64_t begin, std::int64_t end) {
        Scratch scratch;
        for (std::int64_t i = begin; i < end; ++i) {
            Task task(pass, i, scratch);
            runTask(task, data);
        }
    });
}

}  // namespace

void forward(const Pass& pass, float* mixed, float* logSums) {
    forEachTask(pass, Outputs{mixed, logSums});
}

void backward(const Pass& pass, const float* mixedGradient, const float* logSums, float* qkvGradient) {
    forEachTask(pass, Gradients{mixedGradient, logSums, qkvGradient});
}

}  // namespace detox::attention_kernel
