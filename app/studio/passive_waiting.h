// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// QtCore brings libgomp along (through libb2), and libgomp reads its settings when the program starts. Its threads
/// then wait busily, at the cost of the threads that compute. Starts the program anew with OMP_WAIT_POLICY=passive, as
/// the same process; returns where the variable is set already or the program cannot be started anew.
void startWithPassiveWaiting(char** argv);
