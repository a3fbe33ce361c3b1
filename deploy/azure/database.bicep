// PostgreSQL, reached from the network alone, and a key vault that holds its URL with the password.

param name string
param location string
param subnetId string
param dnsZoneId string

@secure()
param password string

@description('The principal that may read the secret.')
param readerId string

var secretsUser = '4633458b-17de-408a-874b-0445c86b69e6' // the built-in role Key Vault Secrets User

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${uniqueString(resourceGroup().id)}'
  location: location
  sku: {
    name: 'Standard_B2s'
    tier: 'Burstable'
  }
  properties: {
    version: '17'
    administratorLogin: 'onramp'
    administratorLoginPassword: password
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: dnsZoneId
    }
    highAvailability: {
      mode: 'Disabled'
    }
  }
}

resource onramp 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: 'onramp'
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: '${name}${uniqueString(resourceGroup().id)}'
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }
}

resource url 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: {
    value: 'postgresql://onramp:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}/${onramp.name}?sslmode=require'
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, readerId, secretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: readerId
    principalType: 'ServicePrincipal'
  }
}

@description('Where the URL is kept; not the URL.')
output urlSecret string = url.properties.secretUri
