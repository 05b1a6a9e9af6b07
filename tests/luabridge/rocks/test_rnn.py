"""require 'rnn': classes and methods appear, scripts derive recurrent modules of their own."""

from __future__ import annotations

import pytest

from runtime import dpnn, rnn


@pytest.fixture
def lua(lua):
    lua.require("nn")
    yield lua
    rnn.deactivate()
    dpnn.deactivate()


def test_without_rnn_nn_is_plain(lua):
    assert lua.eval("nn.LSTM == nil, nn.Module.forget == nil, tostring(nn.Dropout(0.5))") == (
        *(True, True, "nn.Dropout(0.500000)"),
    )


def test_with_rnn(lua):
    assert lua.eval("require 'rnn', rnn.version, nn.rnn == rnn") == (True, 2.1, True)
    assert lua.eval("tostring(nn.Dropout(0.5, false, false, true, true)), nn.Dropout(0.5).mono") == (
        *("nn.Dropout(0.5, lazy)", False),
    )
    assert lua.eval("torch.type(nn.Linear(2, 2):forget()), nn.AbstractRecurrent.dpnn_stepclone") == ("nn.Linear", True)
    assert lua.eval("_operations.keep == nn.MuFuRu(2, 2, {'keep'}).operations[1]") is True


def test_a_recurrent_module_of_a_script(lua):
    assert lua.execute("""
        require 'rnn'
        torch.manualSeed(1)
        local Sum, parent = torch.class('nn.SumForTest', 'nn.AbstractRecurrent')
        function Sum:__init(size)
           parent.__init(self)
           self.recurrentModule = nn.Sequential():add(nn.CAddTable()):add(nn.Linear(size, size))
           self.modules[1], self.sharedClones[1] = self.recurrentModule, self.recurrentModule
           self.zeros = torch.zeros(1, size)
        end
        function Sum:updateOutput(input)
           self:recycle()
           local m = self:getStepModule(self.step)
           self.output = m:updateOutput{input, self.outputs[self.step - 1] or self.zeros}
           self.outputs[self.step] = self.output
           self.step = self.step + 1
           self.updateGradInputStep, self.accGradParametersStep, self.back = nil, nil, nil
           return self.output
        end
        function Sum:_updateGradInput(input, gradOutput)
           local step = self.updateGradInputStep - 1
           local g = nn.rnn.recursiveCopy(nil, gradOutput)
           if self.back then nn.rnn.recursiveAdd(g, self.back) end
           self._gradOutputs[step] = g
           local grads = self:getStepModule(step):updateGradInput({input, self.outputs[step - 1] or self.zeros}, g)
           self.back = grads[2]
           return grads[1]
        end
        function Sum:_accGradParameters(input, gradOutput, scale)
           local step = self.accGradParametersStep - 1
           local given = {input, self.outputs[step - 1] or self.zeros}
           self:getStepModule(step):accGradParameters(given, self._gradOutputs[step], scale)
        end
        local own = nn.Sequencer(nn.SumForTest(3))
        local cell = nn.Sequential():add(nn.CAddTable()):add(nn.Linear(3, 3))
        local known = nn.Sequencer(nn.Recurrence(cell, 3, 1))
        known:getParameters():copy(own:getParameters())
        local x, g = torch.randn(4, 1, 3), torch.randn(4, 1, 3)
        local far = 0
        for _, net in ipairs{own, known} do net:zeroGradParameters(); net:forward(x); net:backward(x, g) end
        for _, name in ipairs{'output', 'gradInput'} do far = math.max(far, (own[name] - known[name]):abs():max()) end
        local _, a = own:parameters()
        local _, b = known:parameters()
        for i = 1, #a do far = math.max(far, (a[i] - b[i]):abs():max()) end
        return far < 1e-12""")


def test_a_script_may_change_an_lstm(lua):
    """Another gate, another method: the modules run then."""
    assert lua.execute("""
        require 'rnn'
        local Hard, parent = torch.class('nn.HardLSTMForTest', 'nn.FastLSTM')
        function Hard:buildModel()
           local model = parent.buildModel(self)
           return model:replace(function(m) return torch.type(m) == 'nn.Sigmoid' and nn.HardTanh() or m end)
        end
        local lstm = nn.HardLSTMForTest(2, 2)
        local calls = 0
        local linear = lstm.i2g
        function linear:updateOutput(input) calls = calls + 1; return nn.Linear.updateOutput(self, input) end
        local out = nn.Sequencer(lstm):forward(torch.randn(3, 1, 2) * 100)
        local inside = true
        for t = 1, 3 do
           local m = lstm.sharedClones[t]:findModules('nn.HardTanh')
           inside = inside and #m == 3 and m[1].output:abs():max() <= 1
        end
        return inside and calls >= 1""")


def test_methods_of_all_modules_reach_classes_of_scripts(lua):
    assert (
        lua.execute("""
        require 'rnn'
        local Own, parent = torch.class('nn.ForgetfulForTest', 'nn.Identity')
        function Own:forget() self.forgot = (self.forgot or 0) + 1; return self end
        local net = nn.Sequencer(nn.Sequential():add(nn.ForgetfulForTest()):add(nn.GRU(2, 2)))
        net:forward(torch.randn(2, 1, 2))
        return net:findModules('nn.ForgetfulForTest')[1].forgot""")
        >= 1
    )
