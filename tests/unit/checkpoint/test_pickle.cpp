// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/pickle.h"
#include "tests/support/pickle_writer.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using W = PickleWriter;

TEST(Pickle, HoldsValuesOfEveryKind) {
    const std::string bytes = W().raw("}(")
                                  .text("a")
                                  .raw("N")
                                  .text("b")
                                  .raw(
                                      "(\x88\x89K\xff"
                                      "M\xff\xffJ\xfe\xff\xff\xfft")
                                  .text("c")
                                  .raw("](G")
                                  .raw(std::string(8, '\1'))
                                  .raw(
                                      "\x8a\x01\xff"
                                      "e")
                                  .raw("u")
                                  .done() +
                              "rest";
    const auto pickle = readPickle(bytes, "m.bin").orThrow();
    EXPECT_EQ(pickle.length(), bytes.size() - 4);
    ASSERT_TRUE(pickle.is(pickle.root(), PickleKind::Dictionary));
    const auto items = pickle.items(pickle.root());
    ASSERT_EQ(items.size(), 6U);
    EXPECT_EQ(pickle.text(items[0]), "a");
    EXPECT_TRUE(pickle.is(items[1], PickleKind::None));
    std::vector<std::int64_t> numbers;
    for (const PickleRef ref : pickle.items(items[3])) numbers.push_back(pickle.at(ref).number);
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 0, 255, 65535, -2}));
    EXPECT_TRUE(pickle.is(pickle.items(items[5])[0], PickleKind::Float));
    EXPECT_EQ(pickle.at(pickle.items(items[5])[1]).number, -1);
}

TEST(Pickle, RemembersAndRecallsByNumberAndByTurn) {
    const std::string two = W().raw("(")
                                .text("a")
                                .raw("q\1h\1r\2")
                                .raw(std::string("\0\0\0", 3))
                                .raw("j\2")
                                .raw(std::string("\0\0\0", 3))
                                .raw("t")
                                .done();
    const auto pickle = readPickle(two, "m.bin").orThrow();
    EXPECT_EQ(pickle.items(pickle.root()).size(), 3U);
    const std::string four =
        W(4).raw("\x95").raw(littleEndian(9, 8)).raw("(\x8c\1a\x94h").raw(std::string(1, '\0')).raw("t").done();
    const auto later = readPickle(four, "m.bin").orThrow();
    EXPECT_EQ(later.text(later.items(later.root())[1]), "a");
}

TEST(Pickle, ACallIsRecordedNotCarriedOut) {
    const auto bytes = W().tensor({}).done();
    const auto pickle = readPickle(bytes, "m.bin").orThrow();
    ASSERT_TRUE(pickle.is(pickle.root(), PickleKind::Call));
    EXPECT_EQ(pickle.name(pickle.callee(pickle.root())), kRebuildTensor);
    EXPECT_EQ(pickle.items(pickle.arguments(pickle.root())).size(), 6U);
}

TEST(Pickle, AttributesOfAnOrderedDictAreDropped) {
    const auto bytes = W().name("collections", "OrderedDict").raw(")R}").text("_metadata").raw("}sb").done();
    const auto pickle = readPickle(bytes, "m.bin").orThrow();
    ASSERT_TRUE(pickle.is(pickle.root(), PickleKind::Dictionary));
    EXPECT_TRUE(pickle.items(pickle.root()).empty());
}

TEST(Pickle, AListInItselfAndOneThousandLevelsAreHeldAndLetGo) {
    EXPECT_TRUE(readPickle(W().raw("]q").raw(std::string(1, '\0')).raw("h").raw(std::string(1, '\0')).raw("a").done(),
                           "m.bin"));
    std::string deep = W().done();
    deep.insert(2, std::string(50'000, ']') + std::string(49'999, 'a'));
    EXPECT_TRUE(readPickle(deep, "m.bin"));
}

struct BadPickle {
    std::string bytes;
    std::string reason;
};

std::vector<BadPickle> foreignNames() {
    std::vector<BadPickle> bad;
    for (const auto& [module, name] :
         std::vector<std::pair<std::string, std::string>>{{"os", "system"},
                                                          {"posix", "system"},
                                                          {"nt", "system"},
                                                          {"builtins", "eval"},
                                                          {"builtins", "exec"},
                                                          {"builtins", "getattr"},
                                                          {"__builtin__", "eval"},
                                                          {"subprocess", "Popen"},
                                                          {"pip", "main"},
                                                          {"importlib", "import_module"},
                                                          {"runpy", "_run_code"},
                                                          {"torch", "load"},
                                                          {"torch.hub", "load"},
                                                          {"torch.storage", "_load_from_bytes"},
                                                          {"torch", "_utils._rebuild_tensor_v2"},
                                                          {"collections", "OrderedDict.__class__"},
                                                          {"torch._utils", "_rebuild_qtensor"},
                                                          {"torch", "float16"},
                                                          {"numpy.core.multiarray", "_reconstruct"},
                                                          {"", ""}}) {
        bad.push_back({W().call(module, name, "exit 0").done(), "refers to \"" + module + "." + name + "\""});
    }
    return bad;
}

std::vector<BadPickle> names() {
    return {
        {W(4).text("builtins").text("eval").raw("\x93").text("1").raw("\x85R").done(), "refers to \"builtins.eval\""},
        {W().raw("(").text("exit 0").raw("ios\nsystem\n").done(), "refers to \"os.system\""},
        {W().raw("(icollections\nOrderedDict\n").done(), "instruction 0x69 at byte"},
        {"cposix\nsystem\n(S'exit 0'\ntR.", "refers to \"posix.system\""},
        {W().raw("}").call("os", "system", "exit 0").raw("b").done(), "refers to \"os.system\""},
        {W().name("os", "a\x1b[31m").done(), "os.a\\x1B[31m"},
        {W().name("torch", "ComplexFloatStorage").done(), "elements of type \"torch.ComplexFloatStorage\""},
        {W().name("torch", "QInt8Storage").done(), "elements of type \"torch.QInt8Storage\""},
    };
}

std::vector<BadPickle> instructions() {
    std::vector<BadPickle> bad;
    for (const auto& [code, hex] : std::vector<std::pair<char, std::string>>{{'\x81', "0x81"},
                                                                             {'o', "0x6f"},
                                                                             {'\x92', "0x92"},
                                                                             {'\x82', "0x82"},
                                                                             {'P', "0x50"},
                                                                             {'I', "0x49"},
                                                                             {'S', "0x53"},
                                                                             {'V', "0x56"},
                                                                             {'F', "0x46"},
                                                                             {'L', "0x4c"},
                                                                             {'0', "0x30"},
                                                                             {'1', "0x31"},
                                                                             {'2', "0x32"},
                                                                             {'d', "0x64"},
                                                                             {'l', "0x6c"},
                                                                             {'\x8f', "0x8f"},
                                                                             {'\x8b', "0x8b"},
                                                                             {'\x96', "0x96"},
                                                                             {'\xff', "0xff"}}) {
        bad.push_back(
            {W().raw("N").raw(std::string(1, code)).done(), "uses the pickle instruction " + hex + " at byte 3"});
    }
    return bad;
}

std::vector<BadPickle> structure() {
    return {
        {"", "ends inside its pickle"},
        {"\x80", "ends inside its pickle"},
        {"\x80\x02", "ends inside its pickle"},
        {"N.", "does not name its protocol"},
        {W(1).raw("N").done(), "is a pickle of protocol 1"},
        {W(5).raw("N").done(), "is a pickle of protocol 5"},
        {W().raw("\x80\x02N").done(), "names its protocol twice"},
        {W().done(), "leaves more or less than one value"},
        {W().raw("NN").done(), "leaves more or less than one value"},
        {W().raw("N(").done(), "leaves more or less than one value"},
        {W().raw("X\xff\xff\xff\xff"
                 "a")
             .done(),
         "ends inside its pickle"},
        {W().raw("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
                 "a")
             .done(),
         "ends inside its pickle"},
        {W().raw("\x8a\xff"
                 "a")
             .done(),
         "ends inside its pickle"},
        {W().raw("J\1\1").done(), "ends inside its pickle"},
        {W().raw("G1234").done(), "ends inside its pickle"},
        {W().raw("cos").done(), "ends inside its pickle"},
        {W(4).raw("\x95").raw(littleEndian(~0ULL, 8)).raw("N").done(), "ends inside its pickle"},
        {W().raw("h\7").done(), "recalls a value it never remembered"},
        {W().raw("j\xff\xff\xff\xff").done(), "recalls a value it never remembered"},
        {W().raw("Nr\xff\xff\xff\xff").done(), "remembers a value under a number out of turn"},
        {W().raw("q\1").done(), "takes a value it never put"},
        {W().raw("\x94").done(), "takes a value it never put"},
        {W().raw("N\x86").done(), "takes a value it never put"},
        {W().raw("N(\x85").done(), "takes a value it never put"},
        {W().raw("t").done(), "lacks a mark"},
        {W().raw("}Nu").done(), "lacks a mark"},
        {W().raw("(NNu").done(), "takes a value it never put"},
        {W().raw("}(Nu").done(), "a key that has no value"},
        {W().raw("](NNu").done(), "adds an item to what is no list or dictionary"},
        {W().raw("}Na").done(), "adds an item to what is no list or dictionary"},
        {W().raw(")(Ne").done(), "adds an item to what is no list or dictionary"},
        {W().raw("N)R").done(), "calls what is not a name"},
        {W().name("torch", "Size").raw("NR").done(), "calls what is not a name"},
        {W().name("torch", "Size").raw(")R)R").done(), "calls what is not a name"},
        {W().raw("NN\x93").done(), "a name that is not text"},
        {W().raw("]}b").done(), "adds an item to what is no list or dictionary"},
        {W().raw("}Nb").done(), "attributes that are no dictionary"},
        {W().name("collections", "OrderedDict").raw("(]tR").done(), "was saved by Python 2"},
        {W().raw(std::string(100'001, 'N')).done(), "stacks more than 100000 values"},
        {W().raw(std::string(1'001, '(')).done(), "nested deeper than 1000 levels"},
    };
}

class BadPickles : public ::testing::TestWithParam<BadPickle> {};

TEST_P(BadPickles, AreRefusedWithFileAndReason) {
    const auto pickle = readPickle(GetParam().bytes, "m.bin");
    ASSERT_FALSE(pickle);
    EXPECT_THAT(pickle.error().message(), AllOf(StartsWith("m.bin "), HasSubstr(GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(ForeignNames, BadPickles, ::testing::ValuesIn(foreignNames()));
INSTANTIATE_TEST_SUITE_P(Names, BadPickles, ::testing::ValuesIn(names()));
INSTANTIATE_TEST_SUITE_P(Instructions, BadPickles, ::testing::ValuesIn(instructions()));
INSTANTIATE_TEST_SUITE_P(Structure, BadPickles, ::testing::ValuesIn(structure()));

TEST(BadPickles, ManyValuesAreRefusedBeforeTheyFillTheMemory) {
    std::string lists = W().done();
    for (int i = 0; i < 9; ++i) lists.insert(2, "(" + std::string(50'000, ']') + "t");
    EXPECT_THAT(readPickle(lists, "m.bin").error().message(), HasSubstr("more than 400000 lists"));
    std::string numbers = W().done();
    std::string batch = "(";
    for (int i = 0; i < 99'000; ++i) batch += "K1";
    for (int i = 0; i < 41; ++i) numbers.insert(2, batch + "t");
    EXPECT_THAT(readPickle(numbers, "m.bin").error().message(), HasSubstr("more than 4000000 values"));
}

}  // namespace
}  // namespace detox
