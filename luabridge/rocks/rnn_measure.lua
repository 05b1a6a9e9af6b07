-- How close a sentence is to a reference (torch/rnn's nn.get_bleu and its kin). Sentences are lists of tokens, or tensors.
local function tokens(sentence) return type(sentence) == 'table' and sentence or sentence:totable() end

-- Calls f(words joined by blanks, how many) for all runs of up to n tokens.
local function each_run(sentence, n, f)
   for first = 1, #sentence do
      for last = first, math.min(first + n - 1, #sentence) do
         f(table.concat(sentence, ' ', first, last), last - first + 1)
      end
   end
end

-- The runs of up to n tokens: true for each is 1, or with `count` {how often it occurs, its length}.
function nn.utils.get_ngrams(sentence, n, count)
   local found = {}
   each_run(sentence, n, function(run, length)
      if not count then
         found[run] = 1
      elseif found[run] then
         found[run][1] = found[run][1] + 1
      else
         found[run] = {1, length}
      end
   end)
   return found
end

-- {all, those that are in the other sentence too} of a sentence's runs, for each length up to n.
local function shared_runs(sentence, other, n)
   local result, theirs = {}, nn.utils.get_ngrams(other, n, 1)
   for i = 1, n do result[i] = {0, 0} end
   for run, entry in pairs(nn.utils.get_ngrams(sentence, n, 1)) do
      local place = result[entry[2]]
      place[1] = place[1] + entry[1]
      place[2] = place[2] + math.min(entry[1], theirs[run] and theirs[run][1] or 0)
   end
   return result
end

function nn.utils.get_ngram_prec(cand, ref, n) return shared_runs(cand, ref, n) end
function nn.utils.get_ngram_recall(cand, ref, n) return shared_runs(ref, cand, n) end

-- Pairs of tokens that `ref` has, less than dskip apart: each is 1, however often it occurs.
function nn.utils.get_skip_bigrams(sentence, ref, count, dskip)
   local found = {}
   for first = 1, #sentence do
      for last = first + 1, math.min(first + dskip - 1, #sentence) do
         if ref[tostring(sentence[first])] and ref[tostring(sentence[last])] then
            found[sentence[first] .. sentence[last]] = 1
         end
      end
   end
   return found
end

-- The geometric mean of the shares of runs of 1 to n (4) tokens that are in the reference; less for short sentences.
function nn.get_bleu(cand, ref, n)
   cand, ref, n = tokens(cand), tokens(ref), n or 4
   local product, smooth = 1, 1
   for _, place in ipairs(nn.utils.get_ngram_prec(cand, ref, n)) do
      local all, shared = place[1], place[2]
      if all > 0 then
         if shared == 0 then
            smooth = smooth * 0.5
            shared = smooth
         end
         product = product * shared / all
      end
   end
   return product ^ (1 / n) * math.exp(1 - math.max(1, #ref / #cand))
end

-- The share of the reference's runs of n (4) tokens that are in the sentence; `weight` averages over lengths.
function nn.get_rougeN(cand, ref, n, weight)
   cand, ref, n = tokens(cand), tokens(ref), n or 4
   if not weight or #weight == 0 then
      weight = {}
      for i = 1, n do weight[i] = i == n and 1 or 0 end
   end
   local sum, total = 0, 0
   for i, place in ipairs(nn.utils.get_ngram_recall(cand, ref, n)) do
      sum = sum + place[2] / place[1] * weight[i]
      total = total + weight[i]
   end
   return sum / total
end

-- The F measure of the pairs of tokens that both have, less than dskip (all) apart.
function nn.get_rougeS(cand, ref, beta, dskip)
   beta = (beta or 1) ^ 2
   dskip = math.min(dskip or #cand, #cand)
   cand, ref = tokens(cand), tokens(ref)
   local mine = nn.utils.get_skip_bigrams(cand, nn.utils.get_ngrams(ref, 1), 1, dskip)
   local theirs = nn.utils.get_skip_bigrams(ref, nn.utils.get_ngrams(cand, 1), 1, dskip)
   local both = 0
   for pair in pairs(theirs) do both = both + (mine[pair] or 0) end
   local function share(sentence) return both / ((dskip - 1) * (2 * #sentence - dskip) / 2) end
   local recall, precision = share(cand), share(ref)
   return (1 + beta) * recall * precision / (recall + beta * precision + 0.00000001)
end

return true
