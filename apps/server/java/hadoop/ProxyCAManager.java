package org.apache.hadoop.yarn.server.resourcemanager.security;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.service.AbstractService;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.RMContext;
import org.apache.hadoop.yarn.server.resourcemanager.recovery.RMStateStore.RMState;
import org.apache.hadoop.yarn.server.resourcemanager.recovery.Recoverable;
import org.apache.hadoop.yarn.server.webproxy.ProxyCA;

/**
 * Stands before Hadoop's class of this name: the authority that signs the certificates of applications' web pages. Hadoop's
 * makes its RSA key at each start, whatever the configuration; without the optimizing compiler that takes one to two seconds,
 * and nobody can submit a job before it is done. This one makes it only where {@code
 * yarn.resourcemanager.application-https.policy} has a use for it, and is then Hadoop's in all it does.
 */
public final class ProxyCAManager extends AbstractService implements Recoverable {
  private final ProxyCA authority;
  private final RMContext context;
  private boolean wasRecovered;

  public ProxyCAManager(ProxyCA authority, RMContext context) {
    super(ProxyCAManager.class.getName());
    this.authority = authority;
    this.context = context;
  }

  @Override
  protected void serviceStart() throws Exception {
    if (signsCertificates()) {
      if (!wasRecovered) authority.init();
      wasRecovered = false;
      context.getStateStore().storeProxyCACert(authority.getCaCert(), authority.getCaKeyPair().getPrivate());
    }
    super.serviceStart();
  }

  @Override
  public void recover(RMState state) throws Exception {
    if (!signsCertificates()) return;
    authority.init(state.getProxyCAState().getCaCert(), state.getProxyCAState().getCaPrivateKey());
    wasRecovered = true;
  }

  public ProxyCA getProxyCA() {
    return authority;
  }

  private boolean signsCertificates() {
    Configuration configuration = context.getYarnConfiguration();
    String policy =
        configuration.get(
            YarnConfiguration.RM_APPLICATION_HTTPS_POLICY, YarnConfiguration.DEFAULT_RM_APPLICATION_HTTPS_POLICY);
    return !policy.equalsIgnoreCase(YarnConfiguration.DEFAULT_RM_APPLICATION_HTTPS_POLICY);
  }
}
